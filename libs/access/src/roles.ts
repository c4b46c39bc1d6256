/** What a person or a program may do, each within the authorities that its token names. */
export const ROLES = {
  emitter: 'sends events of its own authority and source',
  importer: 'uploads returns and lists, and loads events as history',
  operations: 'reads figures, entries, records and lists, and puts right what waits',
  auditor: 'reads the same, as known then too, and who has read what; asks for audits',
  publisher: 'proposes figures for publication and publishes what another has proposed',
  'data-protection': 'has a child’s data erased on a lawful request, and keeps the holds that forbid it',
  'sealed-records': 'reads and keeps the seals of adopted children and of children of staff; beside another role',
  metrics: 'reads what Prometheus collects',
} as const;

export type Role = keyof typeof ROLES;

export const ALL_ROLES = Object.keys(ROLES) as readonly Role[];

export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

/** Who may look at figures and at what they are made of. */
export const READERS = ['operations', 'auditor'] as const satisfies readonly Role[];
