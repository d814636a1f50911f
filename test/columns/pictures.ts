// SPDX-License-Identifier: MIT
// Every picture that can be printed of one failure: the one that is chosen, --full and --all, and every level of detail at
// every width, each text once.

import { told } from '../../src/cli/stories.ts';
import type { Program } from '../../src/compile/program.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import type { Choices } from '../../src/explore/trace.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { levelsFor } from '../../src/report/level.ts';
import type { Detail } from '../../src/report/story.ts';
import { timeline, timelineAt } from '../../src/report/timeline.ts';
import { type Refutation, refute } from './reader.ts';
import { runOf } from './run.ts';

export interface Picture {
  /** `chosen`, `full`, `level 3, 72 wide`. */
  readonly name: string;
  readonly lines: readonly string[];
  readonly refutation: Refutation | null;
}

/** @param failure null: the trace is told as it is, of a comparison of outcomes */
export function* picturesOf(
  program: Program,
  choices: Choices,
  failure: Failure | null,
  widths: readonly number[],
): Generator<Picture> {
  const replayed = replay(program, choices);
  const story = toEnd(told(program, replayed, failure));
  const run = runOf(program, choices, failure?.loop ?? null);
  const known = new Set<string>();
  const brief: Detail = { full: false, free: false };
  function* picture(name: string, lines: readonly string[], full: boolean): Generator<Picture> {
    const text = lines.join('\n');
    if (known.has(text)) return;
    known.add(text);
    yield { name, lines, refutation: refute(lines, run, { full }) };
  }
  yield* picture('chosen', timeline(story, brief), false);
  yield* picture('full', timeline(story, { full: true, free: false }), true);
  yield* picture('full, all', timeline(story, { full: true, free: true }), true);
  yield* picture('all', timeline(story, { full: false, free: true }), false);
  for (const [n, level] of levelsFor(story, brief).entries())
    for (const width of widths)
      yield* picture(`level ${n}, ${width} wide`, timelineAt(story, brief, level, width), false);
}
