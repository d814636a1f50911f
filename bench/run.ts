// SPDX-License-Identifier: MIT
// `npm run bench`: every model alternately in SPIN and here, each run in a process of its own on one core, medians and
// their ratios. Ends with status 1 when a count is not the expected one: a fast wrong answer is no answer.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asked, noWords, orStop, wrong } from './asked.ts';
import { type Measurement, median, onOneCore } from './measurement.ts';
import { type Model, models } from './models.ts';
import { agrees, buildVerifier, runSpin, spinVersion } from './spin.ts';

const command = 'bench';
const { values: options } = asked({
  command,
  about: 'The same models in SPIN and here, in turn: transitions a second, bytes a state, and the ratios.',
  words: noWords,
  options: {
    five: { kind: 'flag', about: 'also peterson with 5 processes: one run of each side, 10 to 30 minutes, 9 GiB' },
    only: { kind: 'text', initial: '', about: 'only the models whose name contains it' },
    runs: { kind: 'number', initial: 5, about: 'runs of each side' },
  },
  example: '--only mcs --runs 9',
});
const chosen = orStop(() => {
  const some = models.filter((model) => (options.five || !model.large) && model.name.includes(options.only));
  if (some.length > 0) return some;
  const names = models.map(({ name, large }) => (large ? `${name} (with --five)` : name));
  throw wrong({ command }, `--only '${options.only}'`, `the models are ${names.join('; ')}`);
});

process.exitCode = bench();

function bench(): number {
  const spin = spinVersion();
  const taskset = spawnSync('taskset', ['--version']).error === undefined;
  console.log(`${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.version}, SPIN ${spin ?? 'not found'}`);
  if (spin === null) console.log('Without spin and gcc (Debian: apt install spin gcc) only this side is measured.');
  console.log(`One core each${taskset ? '' : ' (taskset not found: not pinned)'}, no reduction on either side.\n`);

  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  try {
    const wrong = chosen.filter((model) => !compare(model, spin === null ? null : folder, taskset));
    return wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Measures one model and prints it. False: a count is wrong. */
function compare(model: Model, folder: string | null, taskset: boolean): boolean {
  const verifier = folder === null ? null : buildVerifier(model, folder);
  const theirs: Measurement[] = [];
  const ours: Measurement[] = [];
  const runs = model.large ? 1 : options.runs;
  for (let run = 0; run < runs; run++) {
    if (verifier !== null) theirs.push(runSpin(verifier, model, taskset));
    ours.push(runFaultline(model, taskset));
  }
  const counted =
    ours.every((m) => m.states === model.states && m.transitions === model.transitions) &&
    theirs.every((m) => agrees(m.states, model.states) && agrees(m.transitions, model.transitions));
  const counts = `${model.states.toLocaleString('en')} states, ${model.transitions.toLocaleString('en')} transitions`;
  console.log(`${model.name}: ${counts}, counts ${counted ? 'agree' : 'DIFFER'}`);
  if (!counted) console.log(JSON.stringify({ expected: model, ours, theirs }, null, 2));
  row('', theirs.length > 0 ? 'SPIN' : '', 'faultline', theirs.length > 0 ? 'ratio' : '');
  const speed = (m: Measurement): number => m.transitions / m.seconds / 1e6;
  print('transitions/s, millions', theirs.map(speed), ours.map(speed));
  const speedAgain = (m: Measurement): number[] => (m.again === null ? [] : [m.transitions / m.again / 1e6]);
  if (!model.large) print('  second search', theirs.map(speed), ours.flatMap(speedAgain));
  const size = (m: Measurement): number => m.bytes / m.states;
  print('bytes per state', theirs.map(size), ours.map(size));
  console.log();
  return counted;
}

function runFaultline(model: Model, taskset: boolean): Measurement {
  const script = join(import.meta.dirname, 'measure.js');
  const again = model.large ? [] : ['--again'];
  const [command, args] = onOneCore(taskset, process.execPath, [script, model.file, ...again]);
  return JSON.parse(execFileSync(command, args, { encoding: 'utf8' }));
}

function print(what: string, them: readonly number[], us: readonly number[]): void {
  const ratio = them.length === 0 ? '' : (median(us) / median(them)).toFixed(2);
  row(what, them.length === 0 ? '' : spread(them), spread(us), ratio);
}

/** The median, and from where to where the runs went. */
function spread(values: readonly number[]): string {
  const digits = median(values) < 20 ? 1 : 0;
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return `${median(values).toFixed(digits)}${low === high ? '' : ` (${low} … ${high})`}`;
}

function row(what: string, theirs: string, ours: string, ratio: string): void {
  console.log(`  ${what.padEnd(26)}${theirs.padEnd(20)}${ours.padEnd(20)}${ratio}`.trimEnd());
}
