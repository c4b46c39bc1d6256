import { parseInstant, type Instant } from '@careledger/calendar';
import { Problem } from '@careledger/http-problems';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { AccessLog, type KeptReading } from './access-log';
import { AskedBy, Caller } from './caller';
import { Needs } from './needs';
import { Seals } from './sealed-children';

const LIMIT = { most: 1_000, default: 100 };
const PARAMETERS = ['authority', 'child', 'from', 'to', 'limit', 'after'] as const;
type QueryValues = Readonly<Record<string, unknown>>;

const text = { type: 'string' } as const;
const orNull = { type: ['string', 'null'] } as unknown as SchemaObject;
const READINGS: SchemaObject = {
  type: 'object',
  required: ['readings', 'next'],
  properties: {
    readings: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          number: { type: 'integer' },
          at: { ...text, format: 'date-time' },
          who: { ...text, description: 'The subject of the token.' },
          role: { ...text, description: 'The roles that let them in, or which they lacked.' },
          route: text,
          authority: orNull,
          child: orNull,
          measure: orNull,
          period: orNull,
          rows: { type: ['integer', 'null'] as never, description: 'How many rows were given; null where none were.' },
          result: { ...text, description: 'given, or the status and why not.' },
          sealed: { type: 'boolean', description: 'There where the pseudonym of a sealed child is withheld.' },
        },
      },
    },
    next: orNull,
  },
};

interface ReadingJson extends KeptReading {
  /** There where the child is sealed and the reader has not the role: then the pseudonym is withheld. */
  readonly sealed?: true;
}

/** Who has read what. */
@ApiTags('operations')
@Controller('v1/access-log')
export class AccessLogController {
  constructor(
    private readonly log: AccessLog,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({ roles: ['auditor'], authority: 'query', logged: ({ readings }: { readings: unknown[] }) => readings.length })
  @ApiOperation({ summary: 'Who read which child’s record, entries or lists, and who was refused; oldest first.' })
  @ApiQuery({ name: 'authority', description: 'Three digits.', example: '841' })
  @ApiQuery({ name: 'child', required: false, description: 'A pseudonym: the readings of that child’s record alone.' })
  @ApiQuery({ name: 'from', required: false, description: 'An instant, included.' })
  @ApiQuery({ name: 'to', required: false, description: 'An instant, not included.' })
  @ApiQuery({ name: 'limit', required: false, description: 'The most to answer: 1 to 1000; 100 where it is left out.' })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'Where to go on: as it stands in the path that `next` gives.',
  })
  @ApiOkResponse({
    description: 'A page.',
    content: {
      'application/json': {
        schema: READINGS,
        example: {
          readings: [
            {
              ...{ number: 17, at: '2021-01-15T09:00:00.000000Z', who: 'j.smith', role: 'operations' },
              ...{ route: 'GET /v1/children/:authority/:child', authority: '841', child: 'c0ffee00c0ffee00' },
              ...{ measure: null, period: null, rows: 1, result: 'given' },
            },
          ],
          next: null,
        },
      },
    },
  })
  @ApiResponse({ status: 400, description: 'A parameter is missing or wrong.' })
  async list(
    @Query() query: QueryValues,
    @AskedBy() caller: Caller,
  ): Promise<{ readings: ReadingJson[]; next: string | null }> {
    const unknown = Object.keys(query).find((name) => !(PARAMETERS as readonly string[]).includes(name));
    if (unknown !== undefined) throw wrong(unknown, `must not be there: this call takes ${PARAMETERS.join(', ')}`);
    const authority = textIn(query, 'authority', /^\d{3}$/, 'must be three digits');
    if (authority === undefined)
      throw wrong('authority', 'is missing: give the three digits of a local-authority code');
    const child = textIn(query, 'child', /^[A-Za-z0-9_-]{8,64}$/, 'must be a pseudonym');
    const limit = Number(
      textIn(query, 'limit', /^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 1000') ?? LIMIT.default,
    );
    if (limit > LIMIT.most) throw wrong('limit', 'must be a whole number from 1 to 1000');
    const after = Number(textIn(query, 'after', /^\d{1,15}$/, 'must be as it stood in the path that "next" gave') ?? 0);
    const question = { authority, child, from: instantIn(query, 'from'), to: instantIn(query, 'to'), after, limit };
    const { readings, more } = await this.log.list(question);
    const last = readings[readings.length - 1];
    const path = new URLSearchParams({ ...(query as Record<string, string>), after: String(last?.number ?? 0) });
    return {
      readings: await this.withoutSealed(readings, authority, child, caller),
      next: more ? `/v1/access-log?${path.toString()}` : null,
    };
  }

  /** Readings of sealed children without their pseudonym; asked for by the pseudonym, they would tell that it is sealed. */
  private async withoutSealed(
    readings: readonly KeptReading[],
    authority: string,
    asked: string | undefined,
    caller: Caller,
  ): Promise<ReadingJson[]> {
    if (caller.has('sealed-records')) return [...readings];
    const subjects = [...new Set(readings.flatMap(({ child }) => child ?? []))];
    const sealed = await this.seals.among(subjects.map((subject) => ({ authority, subject })));
    const isSealed = ({ child }: KeptReading): boolean => child !== null && sealed.has(`${authority}:${child}`);
    if (asked !== undefined) return readings.filter((reading) => !isSealed(reading));
    return readings.map((reading) => (isSealed(reading) ? { ...reading, child: null, sealed: true } : reading));
  }
}

function textIn(query: QueryValues, name: string, form: RegExp, rule: string): string | undefined {
  const value = query[name];
  if (value === undefined || (typeof value === 'string' && form.test(value))) return value;
  throw wrong(name, rule);
}

function instantIn(query: QueryValues, name: string): Instant | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  try {
    return parseInstant((typeof value === 'string' ? value : '').replace(/ (\d\d:\d\d)$/, '+$1'));
  } catch {
    throw wrong(name, 'must be an instant with an offset, for instance 2021-01-15T09:00:00Z');
  }
}

function wrong(field: string, rule: string): Problem {
  return new Problem({ status: 400, detail: `The query parameter ${field} ${rule}.`, field, rule });
}
