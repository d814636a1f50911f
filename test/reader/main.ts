// SPDX-License-Identifier: MIT
// `npm run fuzz:reader`: spoiled models through `faultline check`, from the command line.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyOf, Models } from './models.ts';
import { Patient } from './patient.ts';
import { smallest } from './smallest.ts';

const help = `npm run fuzz:reader -- [--inputs N] [--seed S] [--all] [--no-shrink]

Spoils models (those of cases/, examples/ and linux/, and random ones) in bytes and in tokens, and gives each to
\`faultline check\`. It must end with a verdict, or with a diagnostic: never with a stack trace or a fault of the
checker, a hang, or a heap that is full.

  --inputs N   how many, one a seed (default 1000)
  --seed S     the first seed (default 1): input S + i is the same on every machine, for the same models
  --all        go on after the first input that ends otherwise
  --no-shrink  do not look for a smaller one

The input of each failure, made smaller, is kept in node_modules/.cache/reader/<seed>/. At the end the three inputs are named that took
most of the processor.
Exit status: 0 all ended well, 1 one did not, 2 an option that does not exist.
`;

const kept = 'node_modules/.cache/reader';

/** @returns the exit status */
export async function main(args: readonly string[], child: string): Promise<number> {
  const print = (text: string): void => void process.stdout.write(text);
  const options = {
    inputs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    print(`${error instanceof Error ? error.message : error}\n\n${help}`);
    return 2;
  }
  const [inputs, first] = [Number(values.inputs), Number(values.seed)];
  if (values.help || !Number.isInteger(inputs) || !Number.isInteger(first)) {
    print(help);
    return values.help ? 0 : 2;
  }
  const copy = copyOf('.');
  const models = new Models(copy);
  const patient = new Patient(child, copy);
  const ends = new Map<number, number>();
  const began = performance.now();
  let failures = 0;
  const slow: { readonly seed: number; readonly seconds: number }[] = [];
  for (let seed = first; seed < first + inputs && (values.all || failures === 0); seed++) {
    // What is known is not lost with a run that is killed.
    if (seed > first && (seed - first) % 1000 === 0) print(`before seed ${seed}: ${failures} failures\n`);
    const { status, wrong, seconds } = await patient.ask({ seed, text: null });
    if (seconds !== null) slow.push({ seed, seconds });
    ends.set(status, (ends.get(status) ?? 0) + 1);
    if (wrong === null) continue;
    failures++;
    const { scenario, file, text } = models.input(seed);
    print(`seed ${seed}: ${wrong}\n  ${scenario}, in which ${file} is spoiled\n`);
    const fails = async (one: string): Promise<boolean> => (await patient.ask({ seed, text: one })).wrong === wrong;
    const small = values['no-shrink'] ? text : await smallest(text, fails);
    const folder = join(kept, String(seed));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, basename(file)), small);
    print(`  kept in ${folder}:\n${small.slice(0, 4000)}\n`);
  }
  patient.stop();
  rmSync(copy, { recursive: true, force: true });
  const told = [...ends].sort(([a], [b]) => a - b).map(([status, n]) => `${n.toLocaleString('en-US')} with ${status}`);
  const slowest = slow.sort((a, b) => b.seconds - a.seconds).slice(0, 3);
  const named = slowest.map(({ seed, seconds }) => `${seed} (${seconds.toFixed(1)} s)`).join(', ');
  const all = ((performance.now() - began) / 1000).toFixed(0);
  print(
    `inputs of the seeds ${first} … ${first + inputs - 1}: ${told.join(', ')}; ${failures} failures · ${all} s; slowest ${named}\n`,
  );
  return failures === 0 ? 0 : 1;
}
