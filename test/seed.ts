// Random tests draw the same cases each time: a failure then comes of a change, and not by chance.
// RANDOM_SEED=new draws others; RANDOM_SEED=<number> those of the failure that printed it.
import fc from 'fast-check';

const { RANDOM_SEED = '20261125' } = process.env;
if (RANDOM_SEED !== 'new') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(RANDOM_SEED) });
