import { formatDay, formatInstant } from '@careledger/calendar';
import type { Table } from '../pages/frame';
import * as read from '../query';
import type { ChildWithFindings, QualityOverview } from './data-quality';
import { GROUPS, type QualityKind } from './kinds';
import { sinceOf, titleOf } from './quality-json';

/** The tables of data quality that can be had as CSV: a name, and what is in it with nothing rounded. */
export const TABLE_NAMES = ['kinds', 'freshness', 'delays', 'refused'] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/** Which table is asked for; that of the kinds where nothing is said. @throws Problem 400 */
export function tableIn({ table = 'kinds' }: read.Query): TableName {
  const known = TABLE_NAMES.find((name) => name === table);
  if (known !== undefined) return known;
  throw read.wrong('table', `must be one of ${TABLE_NAMES.join(', ')}`);
}

type Plain = Pick<Table, 'columns' | 'rows'>;

/** A table as it is in the CSV. */
export function csvTable(name: TableName, quality: QualityOverview): Plain {
  switch (name) {
    case 'kinds':
      return kinds(quality);
    case 'freshness':
      return freshness(quality);
    case 'delays':
      return delays(quality);
    case 'refused':
      return refused(quality);
  }
}

function kinds({ kinds: all, today }: QualityOverview): Plain {
  const heads = ['kind', 'title', 'children', 'of', 'among', 'day', 'effect', 'putRight', 'measures'];
  return {
    columns: heads.map((head) => ({ head })),
    rows: all.map(({ kind, children, of, measures }) => [
      kind.id,
      kind.title,
      children,
      of,
      GROUPS[kind.among],
      formatDay(today),
      kind.effect,
      kind.putRight,
      measures.join(' '),
    ]),
  };
}

function freshness({ freshness: all }: QualityOverview): Plain {
  const heads = [
    'source',
    'family',
    'events',
    'lastRecordedAt',
    'silentDays',
    'usualSilence',
    'longestSilence',
    'unusual',
  ];
  return {
    columns: heads.map((head) => ({ head })),
    rows: all.map((one) => [
      one.source,
      titleOf(one.family),
      one.events,
      formatInstant(one.lastAt),
      one.silentDays,
      one.usualSilence,
      one.longestSilence,
      String(one.isUnusual),
    ]),
  };
}

function delays({ delays: { of, families } }: QualityOverview): Plain {
  const recording = ['recordedEvents', 'recordingDaysMedian', 'recordingDaysNinetieth'];
  const sending = ['sentEvents', 'sendingMinutesMedian', 'sendingMinutesNinetieth'];
  return {
    columns: ['family', 'of', ...recording, ...sending].map((head) => ({ head })),
    rows: families.map((one) => [
      titleOf(one.family),
      of,
      ...[one.recording, one.sending].flatMap((delay) => [
        delay?.events ?? null,
        delay?.median ?? null,
        delay?.ninetieth ?? null,
      ]),
    ]),
  };
}

function refused({ problems }: QualityOverview): Plain {
  return {
    columns: ['field', 'rule', 'events', 'lastAt'].map((head) => ({ head })),
    rows: problems.refused.map(({ field, rule, events, lastAt }) => [field, rule, events, formatInstant(lastAt)]),
  };
}

/** Children with findings, a row a finding; of a sealed child one row without its name. */
export function findingsTable(
  kind: QualityKind,
  children: readonly ChildWithFindings[],
  isSealed: (child: ChildWithFindings) => boolean,
): Plain {
  return {
    columns: ['kind', 'child', 'what', 'id', 'says', 'since', 'measures'].map((head) => ({ head })),
    rows: children.flatMap((child) =>
      isSealed(child)
        ? [[kind.id, 'sealed', null, null, null, null, null]]
        : child.findings.map((one) => [
            kind.id,
            child.subject,
            one.entity?.kind ?? null,
            one.entity?.id ?? null,
            one.says,
            sinceOf(one),
            one.measures.join(' '),
          ]),
    ),
  };
}
