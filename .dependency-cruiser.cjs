// One way only: contract and calendar <- record <- measures <- ledger <- store, event-log <- figures <- apps; measures <- reference <- config.
const domain = '^libs/(calendar|record|measures|ledger)/';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-does-no-io',
      comment: 'The domain computes; it reads no file, no socket, no clock. Node built-ins stay outside.',
      severity: 'error',
      from: { path: `${domain}|^libs/reference/`, pathNot: '\\.spec\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-imports-no-framework',
      severity: 'error',
      from: { path: domain, pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(luxon|@types/luxon)/' },
    },
    {
      name: 'contract-imports-only-its-schema-library',
      severity: 'error',
      from: { path: '^libs/contract/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(@sinclair/typebox|luxon|@types/luxon)/' },
    },
    {
      name: 'calendar-stands-alone',
      severity: 'error',
      from: { path: '^libs/calendar/' },
      to: { path: '^(libs/(?!calendar/)|apps/)' },
    },
    {
      name: 'contract-knows-only-the-calendar',
      severity: 'error',
      from: { path: '^libs/contract/' },
      to: { path: '^(libs/(?!contract/|calendar/)|apps/)' },
    },
    {
      name: 'record-knows-contract-and-calendar',
      severity: 'error',
      from: { path: '^libs/record/' },
      to: { path: '^(libs/(?!record/|contract/|calendar/)|apps/)' },
    },
    {
      name: 'measures-know-the-record',
      severity: 'error',
      from: { path: '^libs/measures/' },
      to: { path: '^(libs/(?!measures/|record/|contract/|calendar/)|apps/)' },
    },
    {
      name: 'ledger-knows-the-measures',
      severity: 'error',
      from: { path: '^libs/ledger/' },
      to: { path: '^(libs/(?!ledger/|measures/|record/|contract/|calendar/)|apps/)' },
    },
    {
      name: 'reference-imports-only-its-csv-reader',
      severity: 'error',
      from: { path: '^libs/reference/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules', pathNot: 'node_modules/csv-parse/' },
    },
    {
      name: 'reference-knows-the-measures',
      comment: 'And no measure knows a target: what a figure should be never has a part in what it is.',
      severity: 'error',
      from: { path: '^libs/reference/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs/(?!reference/|measures/|calendar/)|apps/)' },
    },
    {
      name: 'charts-stand-alone',
      comment: 'They draw numbers and texts, whatever these are of.',
      severity: 'error',
      from: { path: '^libs/charts/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/charts/' },
    },
    {
      name: 'disclosure-knows-the-measures',
      comment: 'It computes with published figures alone: no store, no clock, no framework, no solver.',
      severity: 'error',
      from: { path: '^libs/disclosure/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs/(?!disclosure/|measures/|calendar/)|apps/|node_modules/)' },
    },
    { name: 'libs-know-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'apps-meet-only-in-standalone',
      severity: 'error',
      from: { path: '^apps/(?!standalone/)([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'oracle-is-independent',
      comment: "The slow engine proves the fast one; it may share the contract's types and nothing that computes.",
      severity: 'error',
      from: { path: '^test/oracle/' },
      to: { path: '^(libs/(?!contract/)|apps/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
