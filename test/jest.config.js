export default {
  rootDir: '..',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/\\.n8n'],
  testTimeout: 30_000,
  setupFiles: ['<rootDir>/test/quiet.js'],
};
