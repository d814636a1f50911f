// SPDX-License-Identifier: MIT
// npm run fuzz:mutants: breaks the checker on purpose, one place at a time and in memory only, and counts how many random
// programs it takes until the second interpreter and the checker differ. A break that is not found is a hole in the
// fuzzer: exit status 1.

import { mutants } from './breaks.mjs';
import { load } from './bundle.mjs';

/** Programs that a break may take. */
const PROGRAMS = 1000;

const asked = process.argv.slice(2).join(' ');
let missed = 0;
for (const mutant of mutants.filter(({ name }) => name.includes(asked))) {
  const { main } = await load(mutant);
  let said = '';
  const status = main(['--programs', String(PROGRAMS), '--no-shrink'], (text) => {
    said += text;
  });
  const [, seed, difference] = /^seed (\d+): (.*)/.exec(said) ?? [];
  if (status === 0) missed++;
  const found = seed === undefined ? `not in ${PROGRAMS} programs` : `program ${seed}`;
  process.stdout.write(`${mutant.name.padEnd(78)} ${found.padEnd(14)} ${(difference ?? '').slice(0, 120)}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
