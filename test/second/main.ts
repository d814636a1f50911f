// SPDX-License-Identifier: MIT
// `npm run fuzz`: random programs through the checker and the second interpreter, from the command line.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Counted, nothingCounted } from './compare.ts';
import { type Found, fuzz } from './fuzz.ts';
import { programOfSeed, type Written } from './random/program.ts';
import { shrink } from './shrink.ts';

/** For `npm run fuzz:mutants`. */
export { firstDifference } from './written.ts';

const help = `npm run fuzz -- [--programs N] [--seed S] [--keep DIR] [--all] [--no-shrink] [--reasons]

Compares the checker with a second interpreter (test/second) on random programs: the violations, the states as memory
and standings show them, how many there are, and every verdict with and without reduction.

  --programs N   how many programs, one a seed (default 1000)
  --seed S       the first seed (default 1): program S + i is the same on every machine
  --keep DIR     write the files of every program that differs to DIR/<seed>/
  --all          go on after the first difference
  --no-shrink    do not look for a smaller program that differs
  --reasons      say why programs were refused, and how often which verdict was compared

Exit status: 0 no difference, 1 a difference, 2 an option that does not exist.
`;

/** Programs after which it is said how far it has come. */
const PORTION = 1000;

function summary(counted: Counted, found: number, seconds: number): string {
  const { programs, refused, large, verdicts, states } = counted;
  const n = (value: number): string => value.toLocaleString('en-US');
  return `${n(programs)} programs (${n(refused)} refused, ${n(large)} too large): ${n(states)} states, ${n(verdicts)} verdicts compared, ${n(found)} differences · ${seconds.toFixed(0)} s`;
}

function textOf({ files }: Written): string {
  return [...files].map(([path, text]) => `// file: ${path}\n${text}`).join('\n');
}

function keep(folder: string, { seed, written }: Found): void {
  for (const [path, text] of written.files) {
    const file = join(folder, String(seed), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** @returns the exit status */
export function main(args: readonly string[], print: (text: string) => void): number {
  const options = {
    programs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
    all: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
    reasons: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n\n${help}`);
    return 2;
  }
  const [programs, seed] = [Number(values.programs), Number(values.seed)];
  if (values.help || !Number.isInteger(programs) || !Number.isInteger(seed)) {
    print(help);
    return values.help ? 0 : 2;
  }
  const counted = nothingCounted();
  const began = performance.now();
  let differences = 0;
  const told = (): string => summary(counted, differences, (performance.now() - began) / 1000);
  for (let done = 0; done < programs && (differences === 0 || values.all); done += PORTION) {
    // What has been compared is not lost with a run that is killed.
    if (done > 0) print(`before seed ${seed + done}: ${told()}\n`);
    fuzz(seed + done, Math.min(PORTION, programs - done), counted, (found) => {
      differences++;
      print(`seed ${found.seed}: ${found.difference}\n`);
      if (values.keep !== undefined) keep(values.keep, found);
      if (!values.all) print(smallerText(found, !values['no-shrink']));
      return values.all;
    });
  }
  if (values.reasons) {
    for (const [text, times] of [...counted.kinds, ...counted.reasons]) print(`${times} × ${text}\n`);
  }
  print(`${told()}\n`);
  return differences === 0 ? 0 : 1;
}

function smallerText(found: Found, wanted: boolean): string {
  const smaller = wanted ? shrink(programOfSeed(found.seed).taken, 400) : null;
  if (smaller === null) return textOf(found.written);
  return `the smallest program found that differs: ${smaller.difference}\n\n${textOf(smaller.written)}`;
}
