// Type-checked rules for every TypeScript file, and the one direction in which imports may point.
const eslint = require('@eslint/js');
const tseslint = require('typescript-eslint');

const azureSdks = {
  group: [
    '@azure/cosmos',
    '@azure/event-hubs',
    '@azure/identity',
    '@azure/storage-blob',
    '@azure/eventhubs-checkpointstore-blob',
    'applicationinsights',
    '@opentelemetry/*',
  ],
  message: 'Azure SDKs appear only in shared/adapters (and in local and test).',
};
const folders = (...names) => ({
  group: names.flatMap((name) => [`**/${name}`, `**/${name}/**`]),
  message: 'This folder may not import that one: imports point one way (docs/ARCHITECTURE.md).',
});
const boundary = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

module.exports = tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', '.local/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `{ a, ...rest }` is how an object is copied without a member.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['shared/domain/**/*.ts', 'shared/app/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'Time comes in as an argument or by the clock port.',
        },
        { object: 'Math', property: 'random', message: 'The domain is deterministic.' },
        { object: 'process', property: 'env', message: 'shared/config.ts is the only reader.' },
      ],
    },
  },
  boundary(
    ['shared/domain/**/*.ts'],
    azureSdks,
    folders('app', 'adapters', 'http', 'functions', 'local', 'test'),
  ),
  boundary(
    ['shared/app/**/*.ts'],
    azureSdks,
    folders('adapters', 'http', 'functions', 'local', 'test'),
  ),
  boundary(['shared/adapters/**/*.ts'], folders('http', 'functions', 'local', 'test')),
  boundary(
    ['shared/http/**/*.ts'],
    azureSdks,
    folders('app', 'adapters', 'functions', 'local', 'test'),
  ),
  boundary(['functions/**/*.ts'], azureSdks, folders('local', 'test')),
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
