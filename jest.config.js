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
  // A test is slow where it waits for processes on cores that other suites keep busy, too. This long
  // only one takes that hangs.
  testTimeout: 180_000,
  // `jest --coverage test/unit test/property`: what decides money is covered to the last branch.
  collectCoverageFrom: ['shared/domain/**/*.ts'],
  coverageDirectory: '.local/coverage',
  coverageReporters: ['text'],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
};
