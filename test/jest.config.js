export default {
	rootDir: '..',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	// They need a real n8n: npm run test:e2e.
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
	transform: {
		'\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
	},
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.n8n'],
	// For what would never end: no test needs that long, also on a machine with much else to do.
	testTimeout: 180_000,
	// Whatever failed stands at the end, too, where nobody has to look for it.
	reporters: ['default', ['summary', { summaryThreshold: 0 }]],
	// With two cores jest would run all files in one process, which grows and gets slow: with a GB, a file takes up to
	// twice as long.
	maxWorkers: '100%',
	workerIdleMemoryLimit: '500MB',
	setupFiles: ['<rootDir>/test/quiet.js', '<rootDir>/test/seed.ts'],
};
