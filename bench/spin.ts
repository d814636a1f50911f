// SPDX-License-Identifier: MIT
// SPIN's side: generates and compiles the verifier of one model, runs it, reads its report. SPIN counts the initial state
// as a transition ("stored + matched"): one more than there are edges. Past 8 digits it rounds.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Measurement, onOneCore } from './measurement.ts';
import type { Model } from './models.ts';

/** SPIN's version, or null when SPIN or the C compiler is not installed. */
export function spinVersion(): string | null {
  const spin = spawnSync('spin', ['-V'], { encoding: 'utf8' });
  const gcc = spawnSync('gcc', ['--version'], { encoding: 'utf8' });
  if (spin.error !== undefined || gcc.error !== undefined) return null;
  return /Version (\S+)/.exec(spin.stdout)?.[1] ?? 'of unknown version';
}

/** Compiles the verifier. `-o2`: SPIN must not clear locals that are dead, the published counts keep them.
 *  `-DNOREDUCE`: no partial-order reduction. `-DSAFETY`: no machinery for cycles.
 *  @param cores more than one: SPIN's own search by several processes that share memory */
export function buildVerifier(model: Model, folder: string, cores = 1): string {
  const directory = join(folder, `${model.promela}-${model.n}-${cores}`);
  mkdirSync(directory, { recursive: true });
  execFileSync('spin', ['-o2', `-DN=${model.n}`, '-a', resolve('bench/spin', model.promela)], { cwd: directory });
  const several = cores === 1 ? [] : [`-DNCORE=${cores}`];
  const flags = ['-w', '-O3', '-DNOREDUCE', '-DSAFETY', '-DNOCLAIM', ...several, '-o', 'pan', 'pan.c'];
  execFileSync('gcc', flags, { cwd: directory });
  return join(directory, 'pan');
}

export function runSpin(verifier: string, model: Model, taskset: boolean): Measurement {
  // A hash table of the next power of two above the states: the smallest that is not overfull, and no slower than 2^24.
  const table = Math.ceil(Math.log2(model.states));
  const [command, args] = onOneCore(taskset, verifier, ['-c0', '-n', `-m${model.spinDepth}`, `-w${table}`]);
  // The shell's `times` prints the processor time of its children: pan itself only tells the time on the wall.
  const report = execFileSync('sh', ['-c', '"$@"; times', 'sh', command, ...args], { encoding: 'utf8' });
  if (/max search depth too small|out of memory|errors: [1-9]/.test(report)) throw new Error(`pan gave up:\n${report}`);
  return {
    states: field(report, /(\S+) states, stored/),
    transitions: field(report, /(\S+) transitions \(= stored\+matched\)/) - 1,
    seconds: childSeconds(report),
    again: null,
    bytes: field(report, /(\S+)\s+total actual memory usage/) * 2 ** 20,
  };
}

/** The same on all cores that it was compiled for: what counts is time on the wall. */
export function wallOfSpin(verifier: string, model: Model): { states: number; seconds: number } {
  const began = performance.now();
  const report = execFileSync(verifier, ['-c0', '-n', `-m${model.spinDepth}`], { encoding: 'utf8' });
  const seconds = (performance.now() - began) / 1000;
  return { states: field(report, /(\S+) states, stored/), seconds };
}

/** Whether a count of SPIN's report is the expected one, as far as the 8 digits that it prints can say. */
export function agrees(reported: number, expected: number): boolean {
  return expected < 1e8 ? reported === expected : Math.abs(reported - expected) <= 10;
}

/** User and system time on the last line of `times`: `0m0.640s 0m0.020s`. */
function childSeconds(report: string): number {
  const line = report.trimEnd().split('\n').at(-1) ?? '';
  const times = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  );
  if (times.length !== 2) throw new Error(`no processor times after pan's report: ${line}`);
  return times.reduce((sum, time) => sum + time, 0);
}

function field(report: string, pattern: RegExp): number {
  const text = pattern.exec(report)?.[1];
  if (text === undefined) throw new Error(`pan printed no ${pattern}:\n${report}`);
  return Number(text);
}
