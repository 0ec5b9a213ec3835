import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run soak -- [--minutes 30] [--seed 4711] [--keep FOLDER]

  --minutes  how long n8n and Retell are disturbed; the account takes some minutes more
  --seed     draws the same disturbances in the same order as the run that printed it
  --keep     a folder for n8n's logs and for all that the account was made of`;

export interface Arguments {
	minutes: number;
	seed: number;
	keep?: string;
}

/** Reads the command's arguments; an Error tells what is wrong with them. */
export function readArguments(args: string[]): Arguments | 'help' {
	const { values } = parseArgs({
		args,
		options: {
			minutes: { type: 'string', default: '30' },
			seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
			keep: { type: 'string' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return 'help';
	const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
	if (!(minutes >= 1)) throw new Error('--minutes must be a number from 1');
	if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number');
	return { minutes, seed, keep: values.keep };
}
