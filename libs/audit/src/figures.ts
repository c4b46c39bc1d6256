import { firstDayOf, formatDay, formatMonth, type Month } from '@careledger/calendar';
import { MonthlySums, periodsBetween, pointOf, streamOf, type PopulationBook, type SumRow } from '@careledger/figures';
import { GRAINS, groupsOf, type Cell, type Grain, type Measure, type Rulebook } from '@careledger/measures';
import type { LedgerNames } from './ledger-names';
import { eachSum, type NamedSums } from './named-sums';
import type { AuditScope } from './question';

/** A figure of the evidence: of a period as a whole, or of one key of a breakdown. */
export interface AuditedFigure {
  readonly measure: string;
  readonly grain: Grain;
  /** The breakdown and its key; both empty for the whole. */
  readonly by: string;
  readonly key: string;
  /** The period by its last month, and the days that count. */
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly rate: number | null;
}

type Row = readonly [cell: Cell, month: Month, numerator: number, denominator: number];

/** All figures that a rulebook has of the audited periods, out of sums of entries by account, cell and month: by the arithmetic of the read side. */
export function figuresOf(
  sums: NamedSums,
  scope: AuditScope,
  names: LedgerNames,
  { measures }: Rulebook,
  populations: PopulationBook,
): AuditedFigure[] {
  const byAccount = new Map<string, Row[]>();
  eachSum(sums, (account, cell, month, numerator, denominator) => {
    const { measure, stream } = names.nameOf(account);
    const name = `${measure}/${stream}`;
    const rows = byAccount.get(name);
    if (rows === undefined) byAccount.set(name, [[cell, month, numerator, denominator]]);
    else rows.push([cell, month, numerator, denominator]);
  });
  return measures.flatMap((measure) => ofMeasure(measure, byAccount, scope, populations));
}

function ofMeasure(
  measure: Measure,
  byAccount: ReadonlyMap<string, readonly Row[]>,
  scope: AuditScope,
  populations: PopulationBook,
): AuditedFigure[] {
  const found: AuditedFigure[] = [];
  const kept = new Map<string, MonthlySums>();
  const sumsBy = (stream: string, by: string | undefined): MonthlySums => {
    const name = `${stream} ${by ?? ''}`;
    let sums = kept.get(name);
    if (sums === undefined) {
      sums = MonthlySums.of(sumRows(byAccount.get(`${measure.id}/${stream}`) ?? [], by));
      kept.set(name, sums);
    }
    return sums;
  };
  for (const grain of GRAINS) {
    const stream = streamOf(measure, grain);
    const periods = periodsBetween(scope.from, scope.to, grain, scope.today);
    for (const by of [undefined, ...measure.breakdowns]) {
      const splitBy = by ?? measure.meanOver;
      const running = sumsBy(stream, splitBy).runningWith(MonthlySums.of([]), splitBy);
      for (const period of periods) {
        const point = pointOf(measure, stream, period, running, by);
        const place = { measure: measure.id, grain };
        const days = { period: formatMonth(period.month), from: formatDay(period.from), to: formatDay(period.to) };
        if (by === undefined) {
          const { numerator, denominator, value } = point;
          const rate = measure.rate === true ? populations.rate(numerator, scope.authority, period.last) : null;
          found.push({ ...place, by: '', key: '', ...days, numerator, denominator, value, rate });
          continue;
        }
        for (const { key, numerator, denominator, value } of point.groups ?? []) {
          found.push({ ...place, by, key, ...days, numerator, denominator, value, rate: null });
        }
      }
    }
  }
  return found;
}

function sumRows(rows: readonly Row[], by: string | undefined): SumRow[] {
  return rows.map(([cell, month, numerator, denominator]) => [
    by === undefined ? 'whole' : 'both',
    by === undefined ? null : (groupsOf(cell)[by] ?? null),
    firstDayOf(month),
    numerator,
    denominator,
  ]);
}
