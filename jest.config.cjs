const { availableParallelism } = require('node:os');

// Four projects: `unit` (pure, fast), `int` (a real PostgreSQL), `laws` (generated histories, published tables), `system` (the whole program).
const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  },
];
const common = {
  testEnvironment: 'node',
  // These are published as ES modules alone, which Node can require and Jest cannot.
  transform: { '^.+\\.ts$': swc, '/node_modules/(jose|age-encryption|@noble|@scure)/.+\\.js$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(jose|age-encryption|@noble|@scure)/)'],
  moduleNameMapper: {
    '^@careledger/([^/]+)$': '<rootDir>/libs/$1/src',
    '^@careledger/([^/]+)/(.*)$': '<rootDir>/libs/$1/src/$2',
    '^@careledger-app/([^/]+)$': '<rootDir>/apps/$1/src',
    '^@careledger-app/([^/]+)/(.*)$': '<rootDir>/apps/$1/src/$2',
    '^@careledger-fixtures/(.*)$': '<rootDir>/fixtures/$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  // Jest looks every global up in the context of its test, which is slow; these are handed to each module instead.
  sandboxInjectedGlobals: ['Array', 'Infinity', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Set', 'String', 'Symbol'],
};
const withPostgres = {
  globalSetup: '<rootDir>/test/support/start-postgres.ts',
  globalTeardown: '<rootDir>/test/support/stop-postgres.ts',
};

module.exports = {
  // Many tests wait for a program or a database: even on two processors two of them get on better than one.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A shared machine can be slow; a test that never ends is still found.
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  // Whatever the project: a broker starts only where a test asks for one.
  globalSetup: '<rootDir>/test/support/offer-kafka.ts',
  globalTeardown: '<rootDir>/test/support/stop-kafka.ts',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,fixtures}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '/node_modules/'],
    },
    { ...common, ...withPostgres, displayName: 'int', testMatch: ['<rootDir>/{apps,libs,fixtures}/**/*.int.spec.ts'] },
    { ...common, displayName: 'laws', testMatch: ['<rootDir>/test/{laws,published}/**/*.spec.ts'] },
    { ...common, displayName: 'system', testMatch: ['<rootDir>/test/system/**/*.spec.ts'] },
  ],
};
