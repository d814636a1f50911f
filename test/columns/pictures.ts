// SPDX-License-Identifier: MIT
// Every picture that can be printed of one failure: the one that is chosen, --all and --full, and every level of detail at
// every width, each text once. What check prints by itself comes first.

import type { Program } from '../../src/compile/program.ts';
import { toEnd } from '../../src/explore/pace.ts';
import type { Replay } from '../../src/explore/replay.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { levelsFor } from '../../src/report/level.ts';
import type { Detail, Story } from '../../src/report/story.ts';
import { taleOf } from '../../src/report/tale.ts';
import { timeline, timelineAt } from '../../src/report/timeline.ts';
import { told } from '../../src/report/told.ts';
import { type Refutation, refute } from './reader.ts';
import { runOf } from './run.ts';

export interface Picture {
  /** `chosen`, `full`, `level 3, 72 wide`. */
  readonly name: string;
  readonly story: Story;
  readonly lines: readonly string[];
  readonly refutation: Refutation | null;
}

const brief: Detail = { full: false, free: false };

/** @param failure null: the trace is told as it is, of a comparison of outcomes
 *  @param widths null: only what check prints by itself, and with --all */
export function* picturesOf(
  program: Program,
  replayed: Replay,
  failure: Failure | null,
  widths: readonly number[] | null,
): Generator<Picture> {
  const story = toEnd(told(program, replayed, failure));
  const run = runOf(program, replayed, failure);
  const known = new Set<string>();
  function* picture(name: string, lines: readonly string[], full: boolean): Generator<Picture> {
    const text = lines.join('\n');
    if (known.has(text)) return;
    known.add(text);
    yield { name, story, lines, refutation: refute(lines, run, { full }) };
  }
  yield* picture('chosen', timeline(story, brief), false);
  yield* picture('all', timeline(story, { full: false, free: true }), false);
  if (widths === null) return;
  yield* picture('full', timeline(story, { full: true, free: false }), true);
  yield* picture('full, all', timeline(story, { full: true, free: true }), true);
  const tale = taleOf(story);
  for (const [n, level] of levelsFor(tale, brief).entries())
    for (const width of widths)
      yield* picture(`level ${n}, ${width} wide`, timelineAt(tale, brief, level, width), false);
}
