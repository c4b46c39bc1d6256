// Runs npm scripts side by side, as many at a time as the machine has processors (two at least):
// `node infra/side-by-side.cjs check:lint check:types`. What each one says is shown when it ends, with its seconds. Fails where one does.
'use strict';
const { spawn } = require('node:child_process');
const { availableParallelism } = require('node:os');

const waiting = process.argv.slice(2);

async function worker() {
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) await run(script);
}

function run(script) {
  const started = Date.now();
  return new Promise((done) => {
    const said = [];
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${script}: ${code === 0 ? 'in order' : 'FAILED'}, ${seconds} s\n${Buffer.concat(said)}`);
      if (code !== 0) process.exitCode = 1;
      done();
    });
  });
}

for (let count = Math.max(2, availableParallelism()); count > 0; count--) void worker();
