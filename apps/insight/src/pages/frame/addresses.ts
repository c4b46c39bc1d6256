import type { Grain } from '@careledger/measures';

type Asked = Readonly<Record<string, string | number | undefined>>;

/** A path with its query; what is undefined or empty is left out. */
export function address(path: string, asked: Asked = {}): string {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? path : `${path}?${given.join('&')}`;
}

const of = (authority: string, ...rest: readonly string[]): string =>
  ['/authorities', encodeURIComponent(authority), ...rest.map(encodeURIComponent)].join('/');

/** Where each page is. */
export const pages = {
  overview: (authority: string, asked: Asked = {}) => address(of(authority), asked),
  measure: (authority: string, measure: string, asked: Asked & { readonly grain?: Grain | undefined } = {}) =>
    address(of(authority, 'measures', measure), asked),
  why: (authority: string, measure: string, asked: Asked & { readonly grain: Grain; readonly period: string }) =>
    address(of(authority, 'measures', measure, 'why'), asked),
  child: (authority: string, child: string) => of(authority, 'children', child),
  due: (authority: string, asked: Asked = {}) => address(of(authority, 'due'), asked),
  dataQuality: (authority: string, asked: Asked = {}) => address(of(authority, 'data-quality'), asked),
  findings: (authority: string, kind: string, asked: Asked = {}) => address(of(authority, 'data-quality', kind), asked),
  refusal: (authority: string, number: number) => of(authority, 'data-quality', 'refused', String(number)),
  parked: (authority: string, asked: Asked = {}) => address(of(authority, 'data-quality', 'parked'), asked),
  parkedChild: (authority: string, child: string, asked: Asked = {}) =>
    address(of(authority, 'data-quality', 'parked', child), asked),
  deadLetters: (authority: string, asked: Asked = {}) => address(of(authority, 'data-quality', 'dead-letters'), asked),
  deadLetter: (authority: string, letter: string, asked: Asked = {}) =>
    address(of(authority, 'data-quality', 'dead-letters', letter), asked),
  publications: (authority: string, asked: Asked = {}) => address(of(authority, 'publications'), asked),
  publication: (authority: string, id: number, asked: Asked = {}) =>
    address(of(authority, 'publications', String(id)), asked),
  audits: (authority: string, asked: Asked = {}) => address(of(authority, 'audits'), asked),
  audit: (authority: string, id: string) => of(authority, 'audits', id),
  reports: (authority: string, asked: Asked = {}) => address(of(authority, 'reports'), asked),
  catalogue: (measure?: string) => (measure === undefined ? '/catalogue' : `/catalogue/${encodeURIComponent(measure)}`),
};
