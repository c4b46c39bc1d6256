import type { Readable } from 'node:stream';
import { noRow, takeInTables, type ReadFile, type Reader } from '../engine/read-file';
import { readDay, type ReturnYear } from '../engine/return-year';
import type { Finding } from '../engine/rows';
import { NotTheTable } from '../engine/table';
import type { Reading } from '../engine/table-rows';
import { asWrittenDate, childrenIn, textIn, xmlElements, type XmlElement } from '../engine/xml-elements';
import { refuseUnfinishedYears } from '../return-files';
import {
  readAssessment,
  readChild,
  readEnquiry,
  readProtection,
  readReferral,
  readReview,
  readSpell,
} from './read-module';
import { MODULES, type Module } from './rows';
import { CIN_CENSUS } from './source';

/** A census, wherever it comes from. */
export interface CensusText {
  readonly name: string;
  readonly authority: string;
  readonly open: () => Readable;
}

/**
 * Reads a census, a child at a time. A module that makes no sense becomes a finding and costs nothing else. Throws NotTheTable
 * where it is no census, does not say of which year it is, or is another authority's; an ImportError where its year has not ended.
 */
export async function readCensus(
  file: CensusText,
  { pseudonyms, firstVersion, now, gather }: Reader,
): Promise<ReadFile> {
  const findings: Finding[] = [];
  let read = 0;
  let year: ReturnYear | undefined;
  for await (const element of xmlElements(file.open(), 'Message', ['Header', 'Child'])) {
    if (element.name === 'Header') {
      year = yearOf(element, file.authority);
      refuseUnfinishedYears([{ name: file.name, year }], firstVersion, now, 'Is its ReferenceDate right?');
      continue;
    }
    if (year === undefined) throw new NotTheTable('it has no Header before its children: that names the year');
    const number = textIn(element.children.find(({ name }) => name === 'ChildIdentifiers') ?? element, 'LAchildID');
    if (number === '') {
      read += 1;
      findings.push(noRow(file.name, element.line, 'LAchildID is empty'));
      continue;
    }
    const subject = pseudonyms.subjectOf(number);
    for (const [table, line, reading] of modulesOf(element, year)) {
      read += 1;
      gather(subject, { file: file.name, table, line, reading });
    }
  }
  if (year === undefined) throw new NotTheTable('it has no Header: that names the year');
  const of = year;
  return {
    name: file.name,
    read,
    findings,
    years: [of],
    tables: MODULES,
    takeIn: (returns, rows) => takeInTables(returns, CIN_CENSUS, of, MODULES, rows),
  };
}

/** The modules of a child in the order of the document, each with its line. */
function* modulesOf(child: XmlElement, year: ReturnYear): Generator<[Module, number, Reading<unknown>]> {
  yield ['children', child.line, readChild(child, year)];
  for (const details of childrenIn(child, 'CINdetails')) {
    const referral = readReferral(details, year);
    yield ['referrals', details.line, referral];
    for (const each of childrenIn(details, 'Assessments')) {
      yield ['assessments', each.line, readAssessment(each, year, referral.row?.receivedOn ?? null)];
    }
    for (const each of childrenIn(details, 'CINPlanDates')) {
      yield ['cin-plans', each.line, readSpell(each, 'CINPlanStartDate', 'CINPlanEndDate', year)];
    }
    for (const each of childrenIn(details, 'Section47')) yield ['s47', each.line, readEnquiry(each, year)];
    for (const plan of childrenIn(details, 'ChildProtectionPlans')) {
      yield ['cp-plans', plan.line, readProtection(plan, year)];
      const dates = childrenIn(plan, 'Reviews').flatMap((reviews) => childrenIn(reviews, 'CPPreviewDate'));
      for (const date of dates) yield ['cp-reviews', date.line, readReview(date, year)];
    }
  }
}

/** The census year, by the calendar year in which it starts, from the reference date at its end. */
function yearOf(header: XmlElement, authority: string): ReturnYear {
  const [details] = childrenIn(header, 'CollectionDetails');
  const collection = details === undefined ? '' : textIn(details, 'Collection');
  if (details === undefined || collection.toUpperCase() !== 'CIN') {
    throw new NotTheTable(`its Collection is "${collection.slice(0, 20)}", not CIN`);
  }
  const code = childrenIn(header, 'Source').map((source) => textIn(source, 'LEA'))[0] ?? '';
  if (code !== authority) throw new NotTheTable(`its LEA is "${code.slice(0, 20)}", not ${authority}`);
  const day = readDay(asWrittenDate(textIn(details, 'ReferenceDate')));
  if (day === null || !day.endsWith('-03-31')) {
    throw new NotTheTable('its ReferenceDate is not the 31 March that ends the census year');
  }
  return Number(day.slice(0, 4)) - 1;
}
