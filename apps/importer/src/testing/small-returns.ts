import type { CaseEvent } from '@careledger/contract';
import { canonical, entityKeyOf, type Statement } from '../engine/case-events';
import type { ReturnYear } from '../engine/return-year';
import type { Finding } from '../engine/rows';
import { READ_ROW } from '../ssda903/read-row';
import { returnOf, type ChildReturns, type FileKind } from '../ssda903/rows';

/** Columns of the short tables in which tests write a return. */
const COLUMNS: Readonly<Record<FileKind, readonly string[]>> = {
  header: ['SEX', 'DOB', 'ETHNIC'],
  episodes: ['DECOM', 'RNE', 'LS', 'PLACE', 'DEC', 'REC', 'REASON_PLACE_CHANGE', 'PLACE_PROVIDER', 'PL_POST', 'URN'],
  reviews: ['REVIEW'],
  uasc: ['DUC'],
  missing: ['MISSING', 'MIS_START', 'MIS_END'],
  oc2: [
    ...['SDQ_SCORE', 'SDQ_REASON', 'CONVICTED', 'HEALTH_CHECK', 'IMMUNISATIONS', 'TEETH_CHECK', 'HEALTH_ASSESSMENT'],
    ...['SUBSTANCE_MISUSE', 'INTERVENTION_RECEIVED', 'INTERVENTION_OFFERED'],
  ],
  oc3: ['IN_TOUCH', 'ACTIV', 'ACCOM'],
  ad1: ['DATE_INT', 'DATE_MATCH', 'FOSTER_CARE', 'NB_ADOPTR', 'SEX_ADOPTR', 'LS_ADOPTR'],
  sw: ['SW_ID', 'SW_DECOM', 'SW_DEC', 'SW_REASON'],
};

/**
 * One child's returns from lines such as `2017 episodes | 09/04/2017 | S | C2 | U4 | 31/10/2017 | E8`. Each year named gets a
 * header unless the text has one.
 */
export function smallReturns(text: string): { returns: ChildReturns; findings: Finding[] } {
  const returns: ChildReturns = new Map();
  const findings: Finding[] = [];
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .forEach((line, index) => {
      const [head = '', ...cells] = line.split('|').map((cell) => cell.trim());
      const [year = '', kind = ''] = head.split(' ');
      for (const found of addRow(returns, Number(year), kind as FileKind, cells, index + 2)) findings.push(found);
    });
  for (const [year, { header }] of returns) {
    if (header.size === 0) addRow(returns, year, 'header', ['2', '15/06/2005', 'WBRI'], 1);
  }
  return { returns, findings };
}

function addRow(
  returns: ChildReturns,
  year: ReturnYear,
  kind: FileKind,
  cells: readonly string[],
  line: number,
): Finding[] {
  const field = (column: string): string => cells[COLUMNS[kind].indexOf(column)] ?? '';
  const { key, row, leftOut, remarks } = READ_ROW[kind](field, {
    year,
    homeOf: (...parts) => parts.join(':'),
    workerOf: (number) => `w-${number}`,
  });
  const origin = { file: `${year}-${kind}.csv`, line };
  (returnOf(returns, year)[kind] as Map<string, unknown>).set(key ?? '', { row, origin });
  return [
    ...remarks.map((reason): Finding => ({ origin, outcome: 'remark', reason })),
    ...(leftOut === undefined ? [] : [{ origin, outcome: 'left-out', reason: leftOut } satisfies Finding]),
  ];
}

/** What a fact or event says, in a line: `care.ended 2017-04-09: endedOn 2017-10-31, reason E8`. */
export function inWords({ type, data }: Statement): string {
  const { id = '', ...rest } = data as Readonly<Record<string, unknown>>;
  const name = String(id).replace('ssda903:', '');
  const says = Object.entries(rest).map(([field, value]) => `${field} ${String(value).replace('ssda903:', '')}`);
  return `${type}${name === '' ? '' : ` ${name}`}: ${says.join(', ')}`;
}

/** The lines of a table of expected sentences, in the order in which `inWords` sorts. */
export function sentences(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .sort();
}

/**
 * What stands of a set of events, straight from the contract: for each entity and type the greatest (recordedtime, id), and
 * nothing that a retraction of the same or a later recordedtime hides. Compared as text: times of one length stand in order.
 */
export function standing(events: readonly CaseEvent[]): Map<string, string> {
  const time = ({ recordedtime = '' }: CaseEvent): string =>
    recordedtime.replace(/Z$/, '').padEnd(26, '.000000').slice(0, 26);
  const stands = new Map<string, CaseEvent>();
  for (const event of events) {
    if (event.type === 'csc.record.retracted') continue;
    const hidden = events.some(
      (each) =>
        each.type === 'csc.record.retracted' && entityKeyOf(each) === entityKeyOf(event) && time(each) >= time(event),
    );
    const name = `${entityKeyOf(event)} ${event.type}`;
    const before = stands.get(name);
    const wins = before === undefined || time(event) + event.id > time(before) + before.id;
    if (!hidden && wins) stands.set(name, event);
  }
  return new Map([...stands].map(([name, event]) => [name, canonical(event.data)]));
}
