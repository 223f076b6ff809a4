/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Type checking is `npm run types`; here ts-jest only transpiles (tsconfig's isolatedModules).
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  testTimeout: 60_000,
};
