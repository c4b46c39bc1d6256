import { formatInstant, parseInstant } from '@careledger/calendar';
import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiResponse, type ApiParamOptions, type ApiQueryOptions } from '@nestjs/swagger';
import { PROBLEM, type Described } from './schemas';

/** What a call answers where all goes well. */
export function Answers(description: string, { schema, example }: Described): MethodDecorator {
  return ApiOkResponse({ description, content: { 'application/json': { schema, example } } });
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'A parameter is missing or wrong: the problem names it and the rule that it breaks.',
  404: 'There is no such thing.',
  503: 'The database or the event log is not there at the moment.',
};

/** The errors of a call, as problem details (RFC 9457). */
export function Refuses(...statuses: readonly number[]): MethodDecorator {
  const { schema, example } = PROBLEM;
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: REFUSALS[status] ?? '',
        content: { 'application/problem+json': { schema, ...(status === 400 && { example }) } },
      }),
    ),
  );
}

export const MEASURE_PARAM: ApiParamOptions = {
  name: 'id',
  description: 'The id of a measure of the catalogue.',
  schema: { type: 'string' },
  example: 'assessments-45wd',
};

export const AUTHORITY_QUERY: ApiQueryOptions = {
  name: 'authority',
  description: 'Three digits. An authority without events has figures of 0.',
  schema: { type: 'string', pattern: '^[0-9]{3}$' },
  example: '841',
};

export const KNOWN_AT_QUERY: ApiQueryOptions = {
  name: 'knownAt',
  required: false,
  description: 'Only what the log had taken by this instant counts. It moves neither T nor today.',
  schema: { type: 'string', format: 'date-time' },
  example: formatInstant(parseInstant('2021-01-15T09:00:00Z')),
};

export const POSITION_QUERY: ApiQueryOptions = {
  name: 'position',
  required: false,
  description:
    'With knownAt: the position that an earlier answer named. What a historical load has put behind it since does not count, so that a final answer is given again to the byte.',
  schema: { type: 'string' },
  example: '0:10412,1:9977',
};

export const LIMIT_QUERY: ApiQueryOptions = {
  name: 'limit',
  required: false,
  description: 'How many to answer at most.',
  schema: { type: 'integer', minimum: 1 },
};

export const AFTER_QUERY: ApiQueryOptions = {
  name: 'after',
  required: false,
  description: 'Where to go on: as it stands in the path that `next` gives.',
  schema: { type: 'string' },
};
