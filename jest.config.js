/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Type checking is `npm run types`; here ts-jest only transpiles (tsconfig's isolatedModules).
  // To CommonJS through and through: Jest cannot run an `import()` that Node itself would.
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json' }] },
  // An `import()` of a file of ours names it as it is after the build.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Most of the longer suites wait for a program beside them, so every core may have one.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
