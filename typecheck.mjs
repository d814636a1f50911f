// SPDX-License-Identifier: MIT
// `npm run typecheck`: each part of the project that tsc reads by itself, as many at once as there are cores.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const parts = [
  '.',
  'src',
  'src/ui/page',
  'cases/2006-fault-vs-truncate',
  'cases/2016-dax-entry-lock',
  'cases/2021-gfs2-page-faults',
];

const tsc = 'node_modules/typescript/bin/tsc';
const isGood = (part) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [tsc, '--noEmit', '-p', part], { stdio: 'inherit' });
    child.on('close', (status) => resolve(status === 0));
  });

const left = [...parts];
const answers = [];
async function work() {
  for (let part = left.shift(); part !== undefined; part = left.shift()) answers.push(await isGood(part));
}
await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = answers.length === parts.length && answers.every((good) => good) ? 0 : 1;
