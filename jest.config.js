/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Type checking is `npm run types`; here ts-jest only transpiles (tsconfig's isolatedModules).
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  // Most of the longer suites wait for a program beside them, so every core may have one.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
