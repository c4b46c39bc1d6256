/** The engine from its sources, with a piece of one of them replaced: so a fault can be tried without touching a file. */
import { transformSync } from '@swc/core';
import * as contract from '@careledger/contract';
import * as luxon from 'luxon';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import type { Engine } from './engine';

/** A piece of a source file, and what stands there instead. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** A compiled module, before it is run. */
type Run = (require: (name: string) => unknown, module: object, exports: unknown, date: DateConstructor) => void;

const ROOT = resolve(__dirname, '../..');
/** What the domain uses of others. It is not patched, so it is shared. */
const OTHERS: Readonly<Record<string, unknown>> = { luxon, '@careledger/contract': contract };
const compiled = new Map<string, string>();

/** The engine in modules of its own, patched or (null) as it is. @throws Error where the patch does not fit its file. */
export function patchedEngine(patch: Patch | null): Engine {
  if (patch !== null) patchedSource(patch);
  const loaded = new Map<string, { exports: unknown }>();

  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module_ = { exports: {} as unknown };
    loaded.set(file, module_);
    if (file.endsWith('.json')) module_.exports = JSON.parse(readFileSync(file, 'utf8'));
    else {
      const isPatched = patch !== null && file === join(ROOT, patch.file);
      const code = isPatched ? compile(file, patchedSource(patch)) : sourceOf(file);
      const run = compileFunction(code, ['require', 'module', 'exports', 'Date'], { filename: file }) as Run;
      // The date is that of the test, which may have replaced it.
      run((name: string) => required(name, file), module_, module_.exports, todaysDate);
    }
    return module_.exports;
  };

  const required = (name: string, from: string): unknown => {
    if (name in OTHERS) return OTHERS[name];
    const library = /^@careledger\/([^/]+)$/.exec(name)?.[1];
    if (library !== undefined) return load(join(ROOT, 'libs', library, 'src/index.ts'));
    if (!name.startsWith('.')) throw new Error(`${from} needs ${name}, which the laws do not hand it`);
    const path = resolve(dirname(from), name);
    const found = [path, `${path}.ts`, join(path, 'index.ts')].find((each) => /\.\w+$/.test(each) && existsSync(each));
    if (found === undefined) throw new Error(`${from} needs ${name}, which is not there`);
    return load(found);
  };

  const library = (name: string): unknown => required(`@careledger/${name}`, __filename);
  return {
    calendar: library('calendar') as Engine['calendar'],
    record: library('record') as Engine['record'],
    measures: library('measures') as Engine['measures'],
    ledger: library('ledger') as Engine['ledger'],
  };
}

/** The file with the patch in it. @throws Error where the patch does not fit it. */
export function patchedSource({ file, from, to }: Patch): string {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`"${from}" is ${times} times in ${file}, not once: write the patch anew`);
  return source.replace(from, () => to);
}

function sourceOf(file: string): string {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const code = compile(file, readFileSync(file, 'utf8'));
  compiled.set(file, code);
  return code;
}

function compile(filename: string, source: string): string {
  return transformSync(source, {
    filename,
    configFile: false,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
    module: { type: 'commonjs' },
  }).code;
}

/** `Date` as the test has it at the moment. */
const todaysDate = new Proxy(Date, {
  construct: (_, given: []) => Reflect.construct(globalThis.Date, given) as Date,
  get: (_, name) => Reflect.get(globalThis.Date, name) as unknown,
});
