// How the value of each kind of variable is read, and what is said where it is not right.
import { accessSync, constants, statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import path from 'node:path';
import { parseDay, parseMonth, type Day, type Month } from '@careledger/calendar';
import type { Reading } from './settings';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach an address. Of names only `localhost` is known to be so. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

export function portNumber({ zeroAllowed }: { zeroAllowed: boolean }): (text: string) => Reading<number> {
  const lowest = zeroAllowed ? 0 : 1;
  return (text) => {
    const value = Number(text);
    if (/^\d{1,5}$/.test(text) && value >= lowest && value <= 65_535) return { value };
    return {
      problem: `is "${text}", which is no port. Give a whole number from ${lowest} to 65535${zeroAllowed ? ' (0: any free port)' : ''}.`,
    };
  };
}

export function folder(text: string): Reading<string> {
  return text.includes('\0') ? { problem: 'is not the path of a folder.' } : { value: text };
}

export function program(text: string): Reading<string> {
  if (path.isAbsolute(text) && isProgram(text)) return { value: text };
  return { problem: `is "${text}". Give the whole path of a program that can be started, such as /usr/bin/chromium.` };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export function day(text: string): Reading<Day> {
  try {
    return { value: parseDay(text) };
  } catch {
    return { problem: `is "${text}", which is no real date. Write it as YYYY-MM-DD, for instance 2021-03-31.` };
  }
}

export function month(text: string): Reading<Month> {
  try {
    return { value: parseMonth(text) };
  } catch {
    return { problem: `is "${text}", which is no month. Write it as YYYY-MM, for instance 2020-04.` };
  }
}

/** The value can hold a password: no message repeats it. */
export function databaseUrl(text: string): Reading<string> {
  const wanted = 'Write it as postgresql://user:password@host:5432/database.';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { problem: `is not a URL. ${wanted}` };
  }
  if (url.protocol !== 'postgresql:' && url.protocol !== 'postgres:') {
    return { problem: `does not begin with postgresql://. ${wanted}` };
  }
  if (url.hostname === '' && !url.searchParams.has('host')) return { problem: `names no host. ${wanted}` };
  if (url.pathname.length < 2) return { problem: `names no database. ${wanted}` };
  return { value: text };
}

export function fixtureName(fixtures: readonly string[]): (text: string) => Reading<string> {
  return (text) =>
    text === 'none' || fixtures.includes(text)
      ? { value: text }
      : { problem: `is "${text}", and there is no such fixture. Use one of: ${['none', ...fixtures].join(', ')}.` };
}

/** Bounds that are included. */
interface Bounds {
  from: number;
  to: number;
}

export const seconds = (bounds: Bounds) => whole('seconds', bounds);
export const minutes = (bounds: Bounds) => whole('minutes', bounds);
export const percent = (bounds: Bounds) => whole('percent', bounds);

function whole(unit: string, { from, to }: Bounds): (text: string) => Reading<number> {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,6}$/.test(text) && value >= from && value <= to) return { value };
    return { problem: `is "${text}". Give a whole number of ${unit} from ${from} to ${to}.` };
  };
}

/** The page of a child in the case system, with `{child}` where the pseudonym goes, and `{authority}` where the code does. */
export function caseUrl(text: string): Reading<string> {
  const wanted = 'Write it like https://case.example/children/{child}.';
  const [start = '', ...rest] = text.split('{child}');
  if (rest.length === 0) return { problem: `has no {child} for the child’s pseudonym. ${wanted}` };
  const filled = [start, ...rest].join('child').replaceAll('{authority}', '841');
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(hostOf(url)));
  if (url === undefined || !isSafe || /[{}]/.test(filled)) {
    return { problem: `is no address that begins with https:// (http:// only on this machine). ${wanted}` };
  }
  if (url.username !== '' || url.password !== '') return { problem: `holds a user or a password. ${wanted}` };
  // The case system’s host must not depend on what a child is called.
  if (!/^https?:\/\/[^/?#{}]+\//.test(text)) return { problem: `must name a host before {child}. ${wanted}` };
  return { value: text };
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
