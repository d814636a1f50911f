// SPDX-License-Identifier: MIT
// One thread's steps as a tree of calls with its effects as leaves. Hard case: a call belongs to the step before the touch
// that it leads to, and other threads may run in between; so a call is dated by the first thing that happens in it.

import type { Datum, Event, NamedValue } from '../compile/program.ts';
import { cellName } from '../explore/cells.ts';
import type { ToldAccess, Wait } from '../explore/verdict.ts';
import type { OpenCall, Story } from './story.ts';

export type Effect = Exclude<Event, { kind: 'call' | 'return' }>;

export interface Frame {
  readonly kind: 'frame';
  readonly function: string;
  readonly args: readonly NamedValue[];
  readonly items: Item[];
  /** What it returned, where that was told. */
  value: Datum | null;
  /** The step in which it returned; null if it never did. */
  closed: number | null;
}

export type Leaf =
  | {
      readonly kind: 'effect';
      readonly step: number;
      readonly effect: Effect;
      /** A read whose step also writes or waits, a wait whose step also writes: one locked instruction, told by the last. */
      readonly partOfStep: boolean;
      /** What a wait looked at. */
      readonly reads: readonly Effect[];
      /** A read that a note of the same call speaks for: `page 0: fault` needs no `reads pte0.present false`. */
      readonly told: boolean;
    }
  /** The point of failure. */
  | { readonly kind: 'mark'; readonly step: number; readonly text: string };

export type Item = Frame | Leaf;

/** A tree per thread, in the order of Story.threads, with everything that happened. */
export function callTrees(story: Story): readonly Frame[] {
  const stacks = story.threads.map((thread) => [newFrame(thread.name, [])]);
  const bodies = stacks.map((stack) => stack[0] ?? newFrame('', []));
  story.steps.forEach((step, index) => {
    const stack = stacks[step.thread];
    if (stack === undefined) throw new Error(`checker bug: step ${index} is of a thread that is not there`);
    enter(stack, step.inside, index);
    const writes = step.events.some((event) => event.kind === 'write' && !event.free);
    const waits = step.events.some((event) => event.kind === 'wait');
    const told = toldByNotes(step.events);
    for (const event of step.events) {
      const top = stack[stack.length - 1];
      if (top === undefined) throw new Error('checker bug: a return without a call');
      if (event.kind === 'call') {
        const frame = newFrame(event.function, event.args);
        top.items.push(frame);
        stack.push(frame);
      } else if (event.kind === 'return') {
        top.value = event.value;
        if (stack.length > 1) close(stack, index);
      } else {
        const partOfStep = (event.kind === 'read' && (writes || waits)) || (event.kind === 'wait' && writes);
        const reads = event.kind === 'wait' ? step.events.filter((one): one is Effect => one.kind === 'read') : [];
        top.items.push({ kind: 'effect', step: index, effect: event, partOfStep, reads, told: told.has(event) });
      }
    }
  });
  stacks.forEach((stack, thread) => {
    enter(stack, story.open[thread] ?? [], story.steps.length);
  });
  for (const wait of story.failure?.waits ?? []) markWait(story, stacks, wait);
  const race = story.failure?.race;
  for (const access of race?.accesses ?? [])
    if (race !== undefined && access.step === null) markAccess(story, stacks, access, cellName(race.location));
  return bodies;
}

function newFrame(name: string, args: readonly NamedValue[]): Frame {
  return { kind: 'frame', function: name, args, items: [], value: null, closed: null };
}

function close(stack: Frame[], step: number): void {
  const frame = stack.pop();
  if (frame !== undefined) frame.closed = step;
}

/** Follows calls that no step told of: those before a thread's first step belong to no step. */
function enter(stack: Frame[], inside: readonly OpenCall[], step: number): void {
  let same = 0;
  while (same < inside.length && stack[same + 1]?.function === inside[same]?.function) same++;
  while (stack.length > same + 1) close(stack, step);
  for (const call of inside.slice(same)) {
    const frame = newFrame(call.function, call.args);
    stack[stack.length - 1]?.items.push(frame);
    stack.push(frame);
  }
}

function toldByNotes(events: readonly Event[]): ReadonlySet<Event> {
  const told = new Set<Event>();
  let before: Event[] = [];
  for (const event of events) {
    if (event.kind === 'call' || event.kind === 'return') before = [];
    else if (event.kind === 'note') for (const one of before) told.add(one);
    else before.push(event);
  }
  return told;
}

/** What a thread is about to do, in the calls that it is in then. */
function markAccess(story: Story, stacks: readonly Frame[][], access: ToldAccess, name: string): void {
  const thread = story.threads.findIndex((one) => one.name === access.thread);
  const stack = stacks[thread];
  if (stack === undefined) return;
  const inside = access.stack.slice(0, -1).reverse();
  enter(stack, inside, story.steps.length);
  const text = `✗ ${access.write ? 'writes' : 'reads'} ${name}${access.plain ? '' : ' (marked)'}`;
  stack.at(-1)?.items.push({ kind: 'mark', step: story.steps.length, text });
}

function markWait(story: Story, stacks: readonly Frame[][], wait: Wait): void {
  const thread = story.threads.findIndex((one) => one.name === wait.thread);
  const stack = stacks[thread];
  if (stack === undefined) return;
  const inside = stack.findLast((frame) => frame.function === wait.function);
  let frame = inside ?? stack[stack.length - 1];
  if (frame === undefined) return;
  if (inside === undefined && wait.function !== '' && wait.function !== wait.thread) {
    // Called within the step that cannot be taken: no step of the trace has entered it.
    const entered = newFrame(wait.function, wait.args ?? []);
    frame.items.push(entered);
    frame = entered;
  }
  // Several things may be waited for at one place.
  if (frame.items.at(-1)?.kind === 'mark') return;
  frame.items.push({ kind: 'mark', step: story.steps.length, text: '✗ waits for ever' });
}
