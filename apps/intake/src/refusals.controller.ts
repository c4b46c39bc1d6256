import { AskedBy, Caller, Needs, READERS, Seals, type ChildName } from '@careledger/access';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { logProblem } from './log-problem';
import { allowOnly, authorityIn, numberIn, type Query as QueryValues } from './query';
import { type KeptRefusal, Refusals } from './refusals';

const LIMIT = { from: 1, to: 1_000, default: 100 };
const SUBJECT = /^[A-Za-z0-9_-]{8,64}$/;
const AFTER = { from: 0, to: Number.MAX_SAFE_INTEGER, default: 0 };

@ApiTags('events')
@Controller('v1/refusals')
export class RefusalsController {
  constructor(
    private readonly refusals: Refusals,
    private readonly seals: Seals,
  ) {}

  @Get()
  @Needs({ roles: READERS, authority: 'query', logged: ({ refusals }: { refusals: unknown[] }) => refusals.length })
  @ApiOperation({ summary: 'The events that were refused, oldest first, with the reason and what was sent.' })
  @ApiQuery({
    name: 'authority',
    required: false,
    description: 'Three digits. Left out by those alone whose token is for all authorities.',
  })
  @ApiQuery({ name: 'after', required: false, description: 'The number after which to begin; 0 where it is left out.' })
  @ApiQuery({ name: 'limit', required: false, description: 'The most to answer: 1 to 1000; 100 where it is left out.' })
  async list(
    @Query() query: QueryValues,
    @AskedBy() caller: Caller,
  ): Promise<{ refusals: KeptRefusal[]; next: string | null }> {
    allowOnly(query, 'authority', 'after', 'limit');
    const authority = authorityIn(query);
    const limit = numberIn(query, 'limit', LIMIT);
    try {
      const { refusals, more } = await this.refusals.list(numberIn(query, 'after', AFTER), limit, authority);
      const of = authority === undefined ? '' : `authority=${authority}&`;
      const last = refusals[refusals.length - 1];
      return {
        refusals: await this.withoutSealed(refusals, caller),
        next: more && last ? `/v1/refusals?${of}after=${last.number}&limit=${limit}` : null,
      };
    } catch (error) {
      throw logProblem(error);
    }
  }

  /** What was sent about a sealed child is withheld from those who have not the role. */
  private async withoutSealed(refusals: readonly KeptRefusal[], caller: Caller): Promise<KeptRefusal[]> {
    if (caller.has('sealed-records')) return [...refusals];
    const children = new Map(refusals.flatMap((refusal) => childrenIn(refusal)).map((child) => [nameOf(child), child]));
    const sealed = await this.seals.among([...children.values()]);
    return refusals.map((refusal) =>
      childrenIn(refusal).some((child) => sealed.has(nameOf(child)))
        ? { ...refusal, id: null, payload: null, sealed: true }
        : refusal,
    );
  }
}

const nameOf = ({ authority, subject }: ChildName): string => `${authority}:${subject}`;

/**
 * The child that a refused event names, where it can be read: of the authority that it names, and of the one whose operators
 * see it, since a wrong authority may be just what it was refused for.
 */
function childrenIn({ payload, authority: shownTo }: KeptRefusal): ChildName[] {
  try {
    const { authority, subject } = JSON.parse(payload ?? '') as Record<string, unknown>;
    if (typeof subject !== 'string' || !SUBJECT.test(subject)) return [];
    const named = typeof authority === 'string' && /^\d{3}$/.test(authority) ? authority : null;
    return [...new Set([named, shownTo])].flatMap((one) => (one === null ? [] : [{ authority: one, subject }]));
  } catch {
    return [];
  }
}
