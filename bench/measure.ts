// SPDX-License-Identifier: MIT
// This side: searches one scenario file in a process of its own and prints a Measurement. The generated code is cold when
// the first search begins, so that time contains the engine's compiling. With `--again` a second search of the same
// program follows, which finds it compiled: as SPIN's verifier is before its clock starts.

import type { Program } from '../src/compile/program.ts';
import type { Counts } from '../src/explore/verdict.ts';
import type { Measurement } from './measurement.ts';
import { programIn, searched } from './searched.ts';

const [, , file = '', again] = process.argv;
console.log(JSON.stringify(measure(programIn(file))));

function measure(program: Program): Measurement {
  const first = search(program);
  const second = again === '--again' ? search(program) : null;
  const { states, transitions, memory } = first.counts;
  return { states, transitions, seconds: first.seconds, again: second?.seconds ?? null, bytes: memory };
}

function search(program: Program): { readonly counts: Counts; readonly seconds: number } {
  const { verdict, seconds } = searched(program, 'NO-DEADLOCK');
  if (verdict.kind !== 'holds') throw new Error(`${file}: ${verdict.kind}`);
  return { counts: verdict.counts, seconds };
}
