import { ALL_RUNS } from './counts.ts';

// Each test fails that does not run as many as it promises.
test('a default run of this folder is at least 25,000 random cases', () => {
	expect(ALL_RUNS).toBeGreaterThanOrEqual(25_000);
});
