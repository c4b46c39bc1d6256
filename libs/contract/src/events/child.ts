import { Type } from '@sinclair/typebox';
import { strictObject, type EventDefinition } from '../event-definition';
import { choice, code, flag, month } from '../fields';

const description = {
  birthMonth: month('The month of birth, or in which the child is expected; a child counts as born on its first day.'),
  gender: choice(['F', 'M', 'U'], 'Female, male, or not known or not stated.'),
  ethnicity: Type.Optional(code('The ethnicity code of the children-in-need return.', 'WBRI')),
  disabled: Type.Optional(flag('Whether the child is disabled.')),
};

/** The child itself. A description is corrected by a later one and cannot be retracted. */
export const childEvents = {
  'child.described': {
    entity: 'child',
    doc: 'What breakdowns need to know of the child; each description replaces the one before.',
    data: strictObject(description),
  } satisfies EventDefinition<'child', typeof description>,
};
