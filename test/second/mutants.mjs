// SPDX-License-Identifier: MIT
// npm run fuzz:mutants: breaks the checker on purpose, one place at a time and in memory only, and counts how many random
// programs it takes until the second interpreter and the checker differ; and says which program written by hand (written.ts)
// differs where no random one does. A break that neither finds is a hole: exit status 1. `npm run fuzz:mutants -- --programs 200 reduction`: no more
// programs than that, and only breaks whose names have the word; `--programs 0`: only those by hand.

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { mutants } from './breaks.mjs';
import { bundle, load } from './bundle.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { programs: { type: 'string', default: '1000' } },
});
const { programs } = values;
const asked = positionals.join(' ');

/** @returns how it was found; null: it was not */
async function found(mutant) {
  const { main, firstDifference } = await load(mutant);
  const random = programs === '0' ? null : foundAtRandom(main);
  if (random !== null) return random;
  const written = firstDifference();
  return written === null ? null : `by hand: ${written.slice(0, 200)}`;
}

function foundAtRandom(main) {
  let said = '';
  const status = main(['--programs', programs, '--no-shrink'], (text) => {
    said += text;
  });
  const [, seed, difference] = /^seed (\d+): (.*)/.exec(said) ?? [];
  return status === 0 ? null : `program ${seed}`.padEnd(15) + (difference ?? '').slice(0, 120);
}

/** These programs are small. */
const MORE = 8;

/** All programs are compared: how many differ. */
async function foundByMemory(mutant) {
  const script = await bundle('test/memory/main.ts', mutant);
  const small = String(Number(programs) * MORE);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--programs', small], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  const [, differ] = /(\d+) differ;/.exec(stdout) ?? [];
  return status === 0 ? null : `${differ} of ${small}`.padEnd(15) + (/^(?:sc|tso|weak): .*/m.exec(stdout) ?? [''])[0];
}

let missed = 0;
for (const mutant of mutants.filter(({ name }) => name.includes(asked))) {
  const how = await (mutant.by === 'memory' ? foundByMemory : found)(mutant);
  if (how === null) missed++;
  process.stdout.write(`${mutant.name.padEnd(80)} ${how ?? `not in ${programs} programs`}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
