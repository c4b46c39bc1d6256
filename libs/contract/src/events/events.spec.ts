import { OptionalKind, type TSchema } from '@sinclair/typebox';
import { definitionOf, endsOf, ENTITY_KINDS, EVENT_TYPES, startsOf, type EventType } from './index';

/** The table of types as the contract was agreed: entity, then the fields of data with their words. Written out by hand. */
const agreed: Readonly<Record<string, string>> = {
  'child.described': 'child: birthMonth, gender F|M|U, ethnicity?, disabled?',
  'contact.received': 'contact opens: id, receivedOn, outcome?',
  'referral.received': 'referral opens: id, receivedOn, source?, leadChild?',
  'referral.completed':
    'referral closes: id, completedOn, outcome? assessment|early-help|no-further-action|information',
  'early-help.started': 'early-help opens: id, startedOn, external?',
  'assessment.started': 'assessment opens: id, startedOn, referralId?',
  'assessment.completed': 'assessment closes: id, completedOn',
  's47.started': 's47 opens: id, startedOn, leadChild?',
  's47.completed': 's47 closes: id, completedOn, outcome? conference|no-further-action|substantiated-no-conference',
  'icpc.held': 'icpc: id, heldOn, strategyOn, transferIn?, outcome? plan|no-plan',
  'cp-plan.started': 'cp-plan opens: id, startedOn, category? NEG|PHY|SAB|EMO|MUL',
  'cp-plan.ended': 'cp-plan closes: id, endedOn, reason?',
  'cp-review.held': 'cp-review: id, heldOn',
  'cin-plan.started': 'cin-plan opens: id, startedOn',
  'cin-plan.ended': 'cin-plan closes: id, endedOn',
  'visit.completed': 'visit: id, visitedOn, purpose cp|cla|cin, seen?, seenAlone?, mode? in-person|virtual',
  'visit.planned': 'visit: id, plannedOn, purpose cp|cla|cin',
  'review.planned': 'review: id, plannedOn, purpose cp|cla|cin',
  'conference.planned': 'conference: id, plannedOn',
  'care.started': 'care opens: id, startedOn, legalStatus',
  'care.ended': 'care closes: id, endedOn, reason?',
  'legal-status.changed': 'legal-status: id, care, changedOn, legalStatus',
  'placement.started':
    'placement opens: id, startedOn, type, sameCarer?, distanceMiles?, insideAuthority?, permanent?, provider?',
  'placement.ended': 'placement closes: id, endedOn, reason?',
  'cla-review.held': 'cla-review: id, heldOn',
  'allocation.started':
    'allocation opens: id, startedOn, worker, qualified, role? social-worker|personal-adviser|iro|other, team?',
  'allocation.ended': 'allocation closes: id, endedOn',
  'missing.started': 'missing opens: id, startedAt, kind? missing|away, responsible?',
  'missing.ended': 'missing closes: id, endedAt',
  'return-interview.offered': 'missing: id, offeredAt',
  'return-interview.completed': 'missing: id, completedAt, engaged',
  'health-check.completed':
    'health-check: id, checkedOn, kind initial|review|dental|immunisation|development, upToDate?',
  'health-check.refused': 'health-check: id, refusedOn, kind review|dental',
  'iha-form.returned': 'care: id, returnedOn',
  'sdq.scored': 'sdq: id, scoredOn, score',
  'substance-misuse.identified': 'substance-misuse: id, identifiedOn',
  'substance-treatment.presented': 'substance-treatment: id, presentedOn',
  'offence.decided': 'offence: id, decidedOn, outcome conviction|youth-caution|youth-conditional-caution',
  'exploitation-tracker.added': 'exploitation-tracker opens: id, addedOn',
  'exploitation-tracker.removed': 'exploitation-tracker closes: id, removedOn',
  'independent-visitor.requested': 'independent-visitor opens the wait: id, requestedOn',
  'independent-visitor.matched': 'independent-visitor opens: id, matchedOn, provider?',
  'independent-visitor.ended': 'independent-visitor closes: id, endedOn',
  'independent-visitor.withdrawn': 'independent-visitor: id, withdrawnOn',
  'uasc.started': 'uasc opens: id, startedOn',
  'uasc.ended': 'uasc closes: id, endedOn',
  'adoption.authorised': 'adoption: id, authorisedOn',
  'adoption.matched': 'adoption: id, matchedOn',
  'adoption.placed': 'adoption: id, placedOn, fosterCarerAdoption?, movedInOn?',
  'adoption.ordered': 'adoption: id, orderedOn',
  'care-leaver.started': 'care-leaver opens: id, startedOn, status relevant|former-relevant|qualifying',
  'care-leaver.ended': 'care-leaver closes: id, endedOn',
  'care-leaver-contact.made':
    'care-leaver-contact: id, contactedOn, activity F1|P1|F2|P2|F4|P4|F5|P5|G4|G5|G6, accommodation?, suitable',
  'staying-put.started': 'staying-put opens: id, startedOn',
  'staying-put.ended': 'staying-put closes: id, endedOn',
  'parenthood.started': 'parenthood opens: id, startedOn, kind pregnant|mother',
  'parenthood.ended': 'parenthood closes: id, endedOn',
  'carer.approved': 'carer: id, approvedOn, kind mainstream-foster|friends-and-family|adopter',
};

function written(type: EventType): string {
  const { entity, opens, closes, data } = definitionOf(type);
  const part =
    opens === 'wait' ? ' opens the wait' : opens === 'spell' ? ' opens' : closes === 'spell' ? ' closes' : '';
  return `${entity}${part}: ${Object.entries(data.properties).map(field).join(', ')}`;
}

function field([name, schema]: [string, TSchema]): string {
  const words = (schema as { enum?: readonly string[] }).enum;
  const optional = schema[OptionalKind] === 'Optional' ? '?' : '';
  return `${name}${optional}${words === undefined ? '' : ` ${words.join('|')}`}`;
}

test('the definitions are the agreed ones, all of them and no other', () => {
  const definitions = Object.fromEntries(EVENT_TYPES.map((type) => [type, written(type)]));
  const { 'record.retracted': retraction, ...others } = definitions;
  expect(others).toEqual(agreed);
  expect(retraction).toBe(`any: entity ${ENTITY_KINDS.join('|')}, id`);
});

test('entity kinds: each named once, the child is none', () => {
  const kinds = Object.values(agreed).map((text) => /^[a-z0-9-]+/.exec(text)?.[0]);
  expect([...ENTITY_KINDS].sort()).toEqual([...new Set(kinds)].filter((kind) => kind !== 'child').sort());
});

test('what a kind begins and ends with', () => {
  expect(startsOf('referral')).toEqual(['referral.received']);
  expect(endsOf('referral')).toEqual(['referral.completed']);
  expect(startsOf('missing')).toEqual(['missing.started']);
  expect(startsOf('independent-visitor')).toEqual(['independent-visitor.matched']);
  expect(startsOf('independent-visitor', 'wait')).toEqual(['independent-visitor.requested']);
  expect(endsOf('independent-visitor')).toEqual(['independent-visitor.ended']);
  expect(startsOf('adoption')).toEqual([]);
  expect(startsOf('health-check')).toEqual([]);
  expect(startsOf('legal-status')).toEqual([]);
});

test('every definition, and every field of it, says what it means', () => {
  for (const type of EVENT_TYPES) {
    const { doc, data } = definitionOf(type);
    expect(doc).toMatch(/\.$/);
    for (const schema of Object.values(data.properties)) {
      expect(schema.description).toMatch(/\.$/);
      expect(schema.title).toBeTruthy();
    }
  }
});
