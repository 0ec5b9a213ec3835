import { ALL_RUNS } from './counts.ts';

// Each test fails that does not run as many as it promises.
test('a default run of this folder is at least 20,000 random cases', () => {
  expect(ALL_RUNS).toBeGreaterThanOrEqual(20_000);
});
