// SPDX-License-Identifier: MIT
// `npm run fuzz:memory -- --programs 20000 --seed 1`: random programs, each answered by the machine and by the axioms, in every
// memory. Prints those that differ as litmus tests, and how many did not.

import { parseArgs } from 'node:util';
import { type Model, models } from './axioms.ts';
import { compared } from './compare.ts';
import { comparedCompiled } from './compare-compiled.ts';
import { litmusOf, type SmallProgram } from './programs.ts';
import { races, raceVerdict } from './races.ts';
import { randomProgram } from './random.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    memory: { type: 'string', multiple: true, default: [...models] },
    candidates: { type: 'string', default: '50000' },
    plain: { type: 'string', default: '0' },
    compiler: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(`npm run fuzz:memory -- [options]
  --programs <n>    random programs (1000)
  --seed <n>        of the first one; the others follow (1)
  --memory <m>      sc, tso or weak; may be given several times (all of them)
  --plain <n>       of a hundred accesses, n are plain, and data races are compared as well (0)
  --compiler        what a compiler may make of them, compared with all rewritings, under sc; nothing else is compared
  --candidates <n>  leave out what has more candidate executions (50000)
Exit status: 0 no program differs, 1 some do.
`);
  process.exit();
}

/** Programs after which it is said how far it has come. */
const PORTION = 1000;
const began = performance.now();
const rate = (compared: number): string => {
  const seconds = (performance.now() - began) / 1000;
  return `${seconds.toFixed(0)} s, ${(compared / seconds).toFixed(1)} a second`;
};

if (values.compiler) {
  process.exitCode = compareCompiled();
  process.exit();
}

/** What has been compared is not lost with a run that is killed. */
function* seeds(told: () => string): Generator<number> {
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.programs); seed++) {
    if (seed > first && (seed - first) % PORTION === 0) process.stdout.write(`before seed ${seed}: ${told()}\n`);
    yield seed;
  }
}

/** Prints what no rewriting has. What none of the checker's moves makes is counted. */
function compareCompiled(): number {
  const counts = { compared: 0, more: 0, lacking: 0, different: 0, 'left out': 0 };
  const told = (): string =>
    `${counts.compared} programs compared with their rewritings: ${counts.more} have more final states than without a compiler, ${counts.lacking} lack some that a rewriting has, ${counts.different} have one that none has; ${counts['left out']} left out; ${rate(counts.compared)}`;
  for (const seed of seeds(told)) {
    const program = randomProgram(seed, Number(values.plain));
    const found = comparedCompiled(program);
    if (found === null) {
      counts['left out']++;
      continue;
    }
    counts.compared++;
    if (found.more) counts.more++;
    if (found.missing.length > 0) counts.lacking++;
    if (found.extra.length === 0) continue;
    counts.different++;
    process.stdout.write(`\n${litmusOf(program)}${found.extra.map((one) => `no rewriting has ${one}\n`).join('')}`);
  }
  process.stdout.write(`\n${told()}\n`);
  return counts.different > 0 ? 1 : 0;
}

const asked = values.memory.filter((one): one is Model => models.some((model) => model === one));
const whys = new Map<string, number>();
const differ = new Map<string, number>();
let [same, different, states] = [0, 0, 0];
const plain = Number(values.plain);
const none = { fails: 0, holds: 0, differ: 0 };
const raced: Readonly<Record<Model, typeof none>> = { sc: { ...none }, tso: { ...none }, weak: { ...none } };

function compareRaces(program: SmallProgram, model: Model): void {
  const found = races(program, Number(values.candidates), model);
  if (found === null) return;
  const expected = found ? 'fails' : 'holds';
  const said = raceVerdict(program, model);
  const counts = raced[model];
  counts[said === expected ? expected : 'differ']++;
  if (said !== expected)
    process.stdout.write(
      `\n${litmusOf(program)}${model}: NO-DATA-RACE ${expected} by the axioms, and the checker says ${said}\n`,
    );
}

function told(): string {
  const all = `${same + different} programs compared under ${asked.join(', ')}, ${states} final states: ${same} agree, ${different} differ; ${rate(same + different)}`;
  const differing = [...differ].map(([kind, count]) => `\n  ${kind}: ${count}`);
  const left = [...whys].map(([why, count]) => `\n  left out, ${why}: ${count}`);
  const races = (plain > 0 ? asked : []).map((model) => {
    const { fails, holds, differ: others } = raced[model];
    return `\ndata races under ${model}: ${fails} programs have one, ${holds} have none; of ${others} the checker says something else`;
  });
  return [all, ...differing, ...left, ...races].join('');
}

for (const seed of seeds(told)) {
  const program = randomProgram(seed, plain);
  if (plain > 0) for (const model of asked) compareRaces(program, model);
  const found = compared(program, asked, Number(values.candidates));
  switch (found.kind) {
    case 'same':
      same++;
      states += found.states;
      break;
    case 'left out':
      whys.set(found.why, 1 + (whys.get(found.why) ?? 0));
      break;
    case 'different':
      different++;
      process.stdout.write(`\n${litmusOf(program)}`);
      for (const { model, missing, extra } of found.differences) {
        const kind = `${model} ${missing.length > 0 ? 'lacks' : ''}${extra.length > 0 ? ' has too many' : ''}`;
        differ.set(kind, 1 + (differ.get(kind) ?? 0));
        for (const one of missing) process.stdout.write(`${model}: allowed, and not shown: ${one}\n`);
        for (const one of extra) process.stdout.write(`${model}: shown, and not allowed: ${one}\n`);
      }
  }
}
process.stdout.write(`\n${told()}\n`);
const disputed = asked.some((model) => raced[model].differ > 0);
process.exitCode = different > 0 || disputed ? 1 : 0;
