import tests from '../../test/jest.config.js';

export default { ...tests, rootDir: '../..', testMatch: ['<rootDir>/tools/record/*.record.ts'] };
