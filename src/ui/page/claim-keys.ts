// SPDX-License-Identifier: MIT
// What the keys do in a claim.

import { nextSwitch, nextTouch, previousSwitch, previousTouch } from '../lanes/jumps.ts';
import type { Lanes, StepPlace } from '../lanes/lanes.ts';
import type { Key } from './keys.ts';
import type { Wheel } from './use-wheel.ts';

export interface Jumps {
  readonly toSwitch: (way: 1 | -1) => void;
  /** Does nothing where no object is chosen. */
  readonly toTouch: (way: 1 | -1) => void;
}

export function jumpsOf({ run, at, go }: Wheel, object: string | null): Jumps {
  const goIf = (to: number | null): void => {
    if (to !== null) go(to);
  };
  return {
    toSwitch: (way) => goIf(way < 0 ? previousSwitch(run.choices, at) : nextSwitch(run.choices, at)),
    toTouch: (way) => {
      if (object === null) return;
      goIf(way < 0 ? previousTouch(run.touched, at, object) : nextTouch(run.touched, at, object));
    },
  };
}

interface Others extends Jumps {
  readonly play: () => void;
  readonly turnAll: () => void;
  readonly search: () => void;
  readonly help: (keys: readonly Key[]) => void;
}

export function claimKeys(wheel: Wheel, others: Others): readonly Key[] {
  const { run, at, go } = wheel;
  const steps = wheel.lanes?.steps ?? [];
  const keys: readonly Key[] = [
    { keys: ['ArrowRight', 'j', 'l'], does: 'one step forward', run: () => go(at + 1) },
    { keys: ['ArrowLeft', 'k', 'h'], does: 'one step back', run: () => go(at - 1) },
    { keys: ['ArrowDown'], does: 'to the next row', run: () => go(rowBeside(steps, at, 1) ?? at + 1) },
    { keys: ['ArrowUp'], does: 'to the row before', run: () => go(rowBeside(steps, at, -1) ?? at - 1) },
    { keys: [']', 'n'], does: 'to the next context switch', run: () => others.toSwitch(1) },
    { keys: ['[', 'p'], does: 'to the context switch before', run: () => others.toSwitch(-1) },
    { keys: ['t'], does: 'to the next touch of the chosen object', run: () => others.toTouch(1) },
    { keys: ['T'], does: 'to the touch before', run: () => others.toTouch(-1) },
    { keys: ['d'], does: 'to the next step that the failure turns on', run: () => go(nextDeciding(steps, at) ?? at) },
    { keys: ['Home'], does: 'to the beginning', run: () => go(0) },
    { keys: ['End'], does: 'to the end', run: () => go(run.choices.steps.length) },
    { keys: [' '], does: 'play, and stop', run: others.play },
    { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], does: 'a step of that thread', run: () => {} },
    { keys: ['r'], does: 'run to the end from here, in turns', run: wheel.toEnd },
    { keys: ['Backspace', 'b'], does: 'back to the run that this one left', run: () => wheel.back?.() },
    { keys: ['o'], does: 'open the call of this row, or shut it', run: () => turnCall(wheel) },
    { keys: ['e'], does: 'every touch on its own row, or the story', run: wheel.turnLevel },
    { keys: ['a'], does: 'all of the state, or what the run touches', run: others.turnAll },
    { keys: ['/'], does: 'search', run: others.search },
    { keys: ['?'], does: 'this list', run: () => others.help(keys) },
  ];
  const digits = Array.from(
    { length: 9 },
    (_, i): Key => ({ keys: [String(i + 1)], does: '', run: () => wheel.take(i, null) }),
  );
  return [...digits, ...keys];
}

/** Of a row that is no call, the one that it stands in. */
function turnCall({ lanes, at, fold }: Wheel): void {
  const rows = lanes?.rows ?? [];
  const row = rows[lanes?.steps[at - 1]?.row ?? -1];
  if (row?.kind !== 'line') return;
  const turned = row.folding !== null || row.within === null ? row : rows[row.within];
  if (turned?.kind === 'line' && turned.call !== null && turned.folding !== null) fold(turned.call, turned.folding);
}

/** The position of the last step of the row above or below. */
function rowBeside(steps: Lanes['steps'], at: number, way: 1 | -1): number | null {
  const own = at === 0 ? null : (steps[at - 1]?.row ?? null);
  for (let step = at - 1 + way; step >= 0 && step < steps.length; step += way)
    if ((steps[step]?.row ?? null) !== own) return step + 1;
  return way < 0 ? 0 : null;
}

function nextDeciding(steps: readonly StepPlace[], at: number): number | null {
  const later = steps.findIndex((step, i) => i >= at && step.decides);
  const found = later >= 0 ? later : steps.findIndex((step) => step.decides);
  return found < 0 ? null : found + 1;
}
