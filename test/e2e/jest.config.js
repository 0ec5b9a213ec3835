import base from '../jest.config.js';

// Real n8ns take their time; `npm run test:e2e` prepares them and runs the files three at a time, each with n8ns, ports and
// folders of its own: they wait for polls, and two at a time leave a third of two cores idle.
export default {
	...base,
	maxWorkers: 3,
	workerIdleMemoryLimit: undefined,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 300_000,
	verbose: true,
};
