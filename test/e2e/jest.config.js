import base from '../jest.config.js';

// Real n8ns take their time; `npm run test:e2e` prepares them and runs the files two at a time, each with n8ns, ports and
// folders of its own. Three at a time take no less time on two cores, and n8n gets out of order.
export default {
	...base,
	maxWorkers: 2,
	workerIdleMemoryLimit: undefined,
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 300_000,
	verbose: true,
};
