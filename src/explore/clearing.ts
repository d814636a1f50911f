// SPDX-License-Identifier: MIT
// Clearing: states that differ only in memory that nobody reads again are one state. Locals that nobody reads again are cleared
// by the program itself; this is the same for shared memory, and it depends on what is judged. Off where edges or outcomes are
// looked at, and for random walks.
//
// A location is dead in a state s when
//  (1) no thread, from its point in s, can read it before it has written it itself (`Program.live`: over all paths, whatever
//      the values are);
//  (2) neither the judged property nor any `sometimes` reads it.
// c(s) is s with the bits of all dead locations zero. The search stores c(s) in place of s.
//
// Why nothing that is judged gets lost. Say s ~ s' when they differ at most in locations that are dead in s. Points are equal
// then, so the same ones are dead in s'. Let thread t step in s, by some path, and take the same way from s'.
//  - What it reads in this step it has written before in the step, or it is not dead. By induction along the path, it reads,
//    computes, chooses and writes the same from s', waits where it waits in s, and ends in the same fault if in any.
//  - So the successors u and u' differ only where s and s' do and the step has written nothing. Such a location x is dead in u:
//    the others stand where they stood, and if t could read x from its new point before it has written it, it could have
//    done so from the old one, along the step. u ~ u'.
//  - By (2), s and s' satisfy the same of what is judged; and for NO-DATA-RACE, the next steps touch the same places. Whether a thread can step, and how it stands, is the same, and so
//    is whether they are at rest, and how.
// So ~ is a bisimulation in which every step keeps its thread and its path. s ~ c(s), and s ~ s' makes c(s) = c(s'). The choices
// that lead the search to c(s) lead the program itself to a state that ~ c(s): traces are runs of the program, and are told as
// that, from the initial state on, with all its memory.
//
// The partial-order reduction on top: what it asks of a state (points, whether t can step, faults, footprints) is the same in s
// and c(s); steps that commute in the program end in equal states, so with clearing they end in states that are ~ and
// cleared, which are equal.

import type { Program } from '../compile/program.ts';
import { changed } from './changed.ts';
import type { Judge } from './judge.ts';
import { has } from './locations.ts';
import { pointText, straight } from './straight.ts';

/** The program with dead memory cleared in every state it makes: for a search, which tells nothing. */
export function cleared(program: Program, judge: Judge): Program {
  const clear = clearing(program, judge);
  return clear === null ? program : changed(program, clear);
}

/** Null: nothing is ever dead. */
function clearing(program: Program, judge: Judge): ((states: Int32Array, at: number) => void) | null {
  const live = program.threads.map((_, thread) => liveWords(program, thread));
  const kept = keptWords(program, judge, live);
  const at = [...kept.keys()].filter((word) => kept[word] !== -1);
  if (at.length === 0) return null;
  /** By thread: of the words in which what it may read makes a difference, one row for each point. */
  const tables = live.map((points) => {
    const words = at.filter((word) => points.some((row) => (row[word]! & ~kept[word]!) !== 0));
    return { words, rows: Int32Array.from(points.flatMap((row) => words.map((word) => row[word]!))) };
  });
  const rows = tables.map(({ words }, t) =>
    words.length === 0 ? '' : `const r${t}=(${pointText(program, t)})*${words.length};`,
  );
  const masks = at.map((word) => {
    const read = tables.flatMap(({ words }, t) =>
      words.includes(word) ? [`|L${t}[r${t}+${words.indexOf(word)}]`] : [],
    );
    return `A[o+${word}]&=${kept[word]}${read.join('')};`;
  });
  const names = Object.fromEntries(tables.map((table, t) => [`L${t}`, table.rows]));
  return straight(names, `return (A,o)=>{${rows.join('')}${masks.join('')}}`);
}

/** The bits of a state that are never cleared. */
function keptWords(program: Program, { always, atEnd }: Judge, live: readonly (readonly Int32Array[])[]): Int32Array {
  const examples = program.properties.filter(({ kind }) => kind === 'sometimes');
  const judged = [always, atEnd, ...examples].flatMap((one) => (one === null ? [] : [one.reads]));
  const kept = new Int32Array(program.words).fill(-1);
  for (let location = 0; location < program.locations; location++) {
    const { word, mask } = program.place(location);
    if (!judged.some((reads) => has(reads, location))) kept[word]! &= ~mask;
  }
  // What a thread may read wherever it stands is never dead.
  for (const points of live)
    for (let word = 0; word < kept.length; word++) kept[word]! |= points.reduce((all, words) => all & words[word]!, -1);
  return kept;
}

/** By point, the bits of a state that the thread may read. */
function liveWords(program: Program, thread: number): readonly Int32Array[] {
  return Array.from({ length: program.points(thread) }, (_, point) => {
    const reads = program.live(thread, point);
    const words = new Int32Array(program.words);
    for (let location = 0; location < program.locations; location++) {
      const { word, mask } = program.place(location);
      if (has(reads, location)) words[word]! |= mask;
    }
    return words;
  });
}
