// SPDX-License-Identifier: MIT
// The pictures of a run: what is found out about it once, and then the picture at any position. Position 0 is the beginning; at
// position p, p steps have been taken.

import type { Location, Program, View } from '../../compile/program.ts';
import { cellName } from '../../explore/cells.ts';
import type { Replay } from '../../explore/replay.ts';
import type { Wait } from '../../explore/verdict.ts';
import { Holders } from '../../explore/waits.ts';
import type { Place } from '../../lang/diagnostic.ts';
import { Happened } from '../../report/history.ts';
import { type Outdated, outdatedCopies } from '../../report/stale-copies.ts';
import type { Story } from '../../report/story.ts';
import { callText } from '../../report/words.ts';
import { cellOf, differences, type Marks, touchedIn } from './marks.ts';
import { type Section, sectionsOf } from './picture.ts';
import { storeBuffers } from './store-buffers.ts';
import { takenIn, type WaitGraph, waitGraph } from './wait-graph.ts';

export interface PictureSource {
  readonly program: Program;
  readonly replayed: Replay;
  readonly story: Story;
  readonly initial: View;
  readonly outdated: readonly Outdated[];
  readonly taken: readonly Location[];
  /** Cells that some step touches. */
  readonly touched: ReadonlySet<string>;
}

/** Where a thread stands. */
export interface ThreadState {
  readonly name: string;
  readonly role: 'thread' | 'daemon' | 'environment';
  readonly standing: 'finished' | 'idle' | 'running' | 'blocked';
  /** The calls that it is in, outermost first, without its own body; as they are written. */
  readonly calls: readonly { readonly text: string; readonly place: Place }[];
  /** Where its own body stands; null: it has finished. */
  readonly place: Place | null;
  /** What it waits for. */
  readonly waits: readonly Wait[];
}

export interface StatePicture {
  readonly position: number;
  readonly sections: readonly Section[];
  readonly threads: readonly ThreadState[];
  readonly graph: WaitGraph;
}

export function pictureSource(program: Program, replayed: Replay, story: Story): PictureSource {
  const initial = program.view(replayed.initial, 0);
  return {
    program,
    replayed,
    story,
    initial,
    outdated: outdatedCopies(story, new Happened(story)),
    taken: takenIn(story, initial),
    touched: touchedIn(story),
  };
}

/** The state at a position, as 32-bit words. */
export function stateAt({ initial, steps }: Replay, position: number): Int32Array {
  if (position === 0) return initial;
  const step = steps[position - 1];
  if (step === undefined) throw new RangeError(`the run has ${steps.length} steps, and none ${position}`);
  return step.after;
}

/** @param asked what the property looked at: by default, the one that fails */
export function pictureAt(
  source: PictureSource,
  position: number,
  asked: readonly Location[] = source.story.why?.reads ?? [],
): StatePicture {
  const { program, replayed, taken } = source;
  const state = stateAt(replayed, position);
  const view = program.view(state, 0);
  const holders = new Holders();
  for (const { thread, narration } of replayed.steps.slice(0, position)) holders.note(thread, narration.events);
  // Where a step went wrong, the state is half of one: nobody can be asked what comes next.
  const broke = position > 0 && replayed.steps[position - 1]?.fault !== null;
  const waits = broke ? [] : holders.waitsIn(program, state);
  const marks = marksAt(source, view, position, asked);
  return {
    position,
    sections: [...sectionsOf(view, marks), ...storeBuffers(source.story, position)],
    threads: threadsIn(view, waits),
    graph: waitGraph({ program, view, waits, holders, taken }),
  };
}

function marksAt(source: PictureSource, view: View, position: number, asked: readonly Location[]): Marks {
  const { program, replayed, story, outdated, touched, initial } = source;
  const before =
    position === 0 ? new Map<string, string>() : differences(program.view(stateAt(replayed, position - 1), 0), view);
  const events = position === 0 ? [] : (story.steps[position - 1]?.events ?? []);
  const looked = new Set(asked.map(cellOf));
  const stale = outdated.filter(({ since, until }) => since < position && (until === null || position <= until));
  return {
    before,
    read: new Set(events.flatMap((event) => (event.kind === 'read' ? [cellOf(event.location)] : []))),
    asked: looked,
    stale: new Map(
      stale.map(({ location, original, name }) => [
        cellOf(location),
        `stale ${name}: ${cellName({ ...original, part: [] })} is no longer what it was filled from`,
      ]),
    ),
    about: aboutOf(source),
    busy: new Set([...touched, ...looked, ...differences(initial, view).keys()]),
  };
}

/** In the order in which they are drawn. */
function aboutOf({ story, outdated }: PictureSource): readonly string[] {
  const waited = (story.failure?.waits ?? []).flatMap(({ location }) => (location === null ? [] : [location]));
  const locations = [...outdated.map(({ location }) => location), ...waited, ...(story.why?.reads ?? [])];
  return [...new Set(locations.map(({ object }) => object))];
}

function threadsIn(view: View, waits: readonly Wait[]): readonly ThreadState[] {
  return view.threads.map(({ name, role, standing, stack }): ThreadState => {
    const [body, ...calls] = stack;
    const own = waits.filter((wait) => wait.thread === name);
    return {
      name,
      role,
      standing: own.length > 0 ? 'blocked' : standing,
      calls: calls.map((frame) => ({ text: callText(frame), place: frame.place })),
      place: body?.place ?? null,
      waits: own,
    };
  });
}
