// SPDX-License-Identifier: MIT
// npm run fuzz:mutants: breaks the checker on purpose, one place at a time and in memory only, and counts how many random
// programs it takes until the second interpreter and the checker differ. A break that is not found is a hole in the
// fuzzer: exit status 1. `npm run fuzz:mutants -- --programs 200 reduction`: no more programs than that, and only breaks whose
// names have the word.

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
  let said = '';
  const { main } = await load(mutant);
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
