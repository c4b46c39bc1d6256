import { ERASURE_GROUNDS } from '@careledger/contract';
import { describing } from '@careledger/repairs';
import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { STATES } from './register';

/** What the calls take and answer, for the OpenAPI document. */

const { body, json, listOf, object, orNull, problem, text, whole } = describing;

const ground: SchemaObject = {
  type: 'string',
  enum: [...ERASURE_GROUNDS],
  description: 'UK GDPR, articles 17(1)(a) to (e) and 5(1)(d) and (e).',
};
const authority = text('Three digits.');
const child = text('The child’s pseudonym.');
const reason = text('Why, in a line without names. It is kept for ever.');

export const ASKING = body(object({ authority, child, ground, reason }), {
  authority: '841',
  child: 'c0ffee00c0ffee00',
  ground: 'recorded-in-error',
  reason: 'request 2021-17: another family’s child',
});

export const HOLDING = body(object({ authority, child, reason }, ['child']), {
  authority: '841',
  reason: 'national inquiry: nothing may be destroyed',
});

const hold = {
  id: whole(),
  authority,
  child: orNull(text('Null: all children of the authority.')),
  sealed: { type: 'boolean', description: 'There where the pseudonym of a sealed child is withheld.' } as SchemaObject,
  reason,
  setAt: text(),
  setBy: text(),
  liftedAt: orNull(text('Null while it holds.')),
  liftedBy: orNull(text()),
};
const aHold = {
  ...{ id: 3, authority: '841', child: null, reason: 'national inquiry: nothing may be destroyed' },
  ...{ setAt: '2021-02-01T09:00:00.000000Z', setBy: 'j.smith', liftedAt: null, liftedBy: null },
};
export const HOLD = json(object(hold, ['sealed']), aHold);
export const HOLDS = json(object({ holds: listOf(object(hold, ['sealed'])) }), { holds: [aHold] });

const counts = {
  events: whole(),
  refusals: whole(),
  deadLetters: whole(),
  readings: whole('Lines of the access log that named the child.'),
  seals: whole(),
};
const erasure = {
  id: text(),
  authority,
  child: orNull(text('Null once it is erased, or the request withdrawn.')),
  sealed: hold.sealed,
  ground,
  reason,
  state: { type: 'string', enum: [...STATES] } as SchemaObject,
  askedAt: text(),
  askedBy: text(),
  decidedAt: orNull(text('When it was carried out, or withdrawn.')),
  decidedBy: orNull(text()),
  doneAt: orNull(text()),
  position: orNull(object({ partition: whole(), offset: whole() })),
  erased: orNull(object({ ...counts, postings: whole('How many took back what was posted.') })),
  arrivedLater: whole('Events that the log took of it all the same; they were erased as they came.'),
  letInAt: orNull(text()),
  letInBy: orNull(text()),
};
const anErasure = {
  ...{ id: 'erasure-6f1c2d34-0a1b-4c5d-8e9f-001122334455', authority: '841', child: 'c0ffee00c0ffee00' },
  ...{ ground: 'recorded-in-error', reason: 'request 2021-17: another family’s child', state: 'asked' },
  ...{ askedAt: '2021-02-01T09:00:00.000000Z', askedBy: 'j.smith', decidedAt: null, decidedBy: null, doneAt: null },
  ...{ position: null, erased: null, arrivedLater: 0, letInAt: null, letInBy: null },
};
const file = { ...erasure, found: orNull(object(counts)), holds: listOf(object(hold, ['sealed'])) };
export const ERASURE = json(object(file, ['sealed']), {
  ...anErasure,
  found: { events: 41, refusals: 1, deadLetters: 0, readings: 3, seals: 0 },
  holds: [],
});
export const ERASURES = json(
  object({ erasures: listOf(object(erasure, ['sealed'])), next: orNull(text('The next page.')) }),
  { erasures: [anErasure], next: null },
);

export const DUE = json(
  object({
    authority,
    configured: { type: 'boolean', description: 'Whether RETENTION_YEARS is set: without it nobody is due.' },
    due: listOf(
      object(
        {
          child: orNull(child),
          sealed: hold.sealed,
          lastRecordedAt: text('When something was recorded of the child for the last time.'),
          inCare: { type: 'boolean', description: 'Whether the child ever was in care.' },
        },
        ['sealed'],
      ),
    ),
    next: orNull(text('The next page. A page can be empty and have one.')),
  }),
  {
    authority: '841',
    configured: true,
    due: [{ child: 'c0ffee00c0ffee00', lastRecordedAt: '1996-02-01T09:00:00.000000Z', inCare: false }],
    next: null,
  },
);

export const REFUSED = {
  400: problem(400, 'A field is missing or wrong: the problem names it and the rule that it breaks.'),
  403: problem(403, 'The token is not for it, or it takes another person.'),
  404: problem(404, 'There is nothing of that name, or nothing is kept of the child.'),
  409: problem(409, 'A hold forbids it, or it was decided before.'),
  503: problem(503, 'The database or the event log is not there at the moment.'),
};
