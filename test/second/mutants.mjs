// SPDX-License-Identifier: MIT
// npm run fuzz:mutants: breaks the checker on purpose, one place at a time and in memory only, and counts how many random
// programs it takes until the second interpreter and the checker differ. A break that is not found is a hole in the
// fuzzer: exit status 1. `npm run fuzz:mutants -- --programs 200 reduction`: no more programs than that, and only breaks whose
// names have the word.

import { parseArgs } from 'node:util';
import { mutants } from './breaks.mjs';
import { load } from './bundle.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { programs: { type: 'string', default: '1000' } },
});
const { programs } = values;
const asked = positionals.join(' ');
let missed = 0;
for (const mutant of mutants.filter(({ name }) => name.includes(asked))) {
  const { main } = await load(mutant);
  let said = '';
  const status = main(['--programs', programs, '--no-shrink'], (text) => {
    said += text;
  });
  const [, seed, difference] = /^seed (\d+): (.*)/.exec(said) ?? [];
  if (status === 0) missed++;
  const found = seed === undefined ? `not in ${programs} programs` : `program ${seed}`;
  process.stdout.write(`${mutant.name.padEnd(78)} ${found.padEnd(14)} ${(difference ?? '').slice(0, 120)}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
