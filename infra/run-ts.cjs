// Runs TypeScript without a build: `node -r ./infra/run-ts.cjs file.ts`, or `node infra/run-ts.cjs file.ts`.
// For tools, benchmarks and the processes that tests start; the served program is built. Types are checked elsewhere
// (`npm run check:types`); here they are only taken out, each file once, and kept under node_modules/.cache.
'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const root = path.dirname(__dirname);
const cacheFolder = path.join(root, 'node_modules', '.cache', 'run-ts');
const options = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};
// What changes a file's output beside its text: the compiler, its options, this file.
const recipe = JSON.stringify(options) + require('@swc/core/package.json').version;

/** The aliases of tsconfig.json (@careledger/<name> → libs/<name>/src), longest first. */
const aliases = Object.entries(require(path.join(root, 'tsconfig.json')).compilerOptions.paths)
  .map(([pattern, [target]]) => {
    const [before, after] = path.join(root, target).split('*');
    return { prefix: pattern.slice(0, pattern.indexOf('*')), before, after };
  })
  .sort((a, b) => b.prefix.length - a.prefix.length);

function withoutAlias(request) {
  const alias = aliases.find(({ prefix }) => request.startsWith(prefix));
  if (!alias) return request;
  const [name, ...deeper] = request.slice(alias.prefix.length).split('/');
  return path.join(alias.before + name + alias.after, ...deeper);
}

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, withoutAlias(request), ...rest);
};

function compile(file) {
  const source = fs.readFileSync(file, 'utf8');
  const kept = path.join(cacheFolder, createHash('sha256').update(`${recipe}\0${file}\0${source}`).digest('hex'));
  try {
    return fs.readFileSync(kept, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { ...options, filename: file, swcrc: false });
    // Written beside and renamed: two processes may compile the same file at once. No cache is no failure.
    try {
      fs.mkdirSync(cacheFolder, { recursive: true });
      const beside = `${kept}.${process.pid}`;
      fs.writeFileSync(beside, code);
      fs.renameSync(beside, kept);
    } catch {}
    return code;
  }
}

Module._extensions['.ts'] = (module, file) => module._compile(compile(file), file);
process.setSourceMapsEnabled(true);

if (require.main === module) {
  const [file, ...rest] = process.argv.slice(2);
  if (!file) {
    process.stderr.write('Usage: node infra/run-ts.cjs <file.ts> [arguments]\n');
    process.exit(2);
  }
  process.argv = [process.argv[0], path.resolve(file), ...rest];
  Module.runMain(process.argv[1]);
}
