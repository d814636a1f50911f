// SPDX-License-Identifier: MIT
// One thread's steps as a tree of calls with its effects as leaves. Hard case: a call belongs to the step before the touch
// that it leads to, and other threads may run in between; so nothing is printed for a call until something happens in it,
// and calls in which nothing worth printing happens are left out.

import type { Event, NamedValue } from '../compile/program.ts';
import type { Wait } from '../explore/verdict.ts';
import { type Detail, meetingPlaces, type OpenCall, type Story, shortName } from './story.ts';

type Effect = Exclude<Event, { kind: 'call' | 'return' }>;

export interface Frame {
  readonly kind: 'frame';
  readonly function: string;
  readonly args: readonly NamedValue[];
  readonly items: Item[];
  /** What it returned, if it did. */
  value: string | null;
}

export type Item =
  | Frame
  | { readonly kind: 'effect'; readonly step: number; readonly effect: Effect }
  /** The point of failure. */
  | { readonly kind: 'mark'; readonly step: number; readonly text: string };

/** A tree per thread, in the order of Story.threads. `everyRead`: also those that no other thread could have changed. */
export function callTrees(story: Story, detail: Detail, everyRead: boolean): readonly Frame[] {
  const meeting = meetingPlaces(story.steps);
  const loop = story.failure?.loop ?? null;
  const stacks = story.threads.map((thread) => [newFrame(thread.name, [])]);
  story.steps.forEach((step, index) => {
    const stack = stacks[step.thread];
    if (stack === undefined)
      throw new Error(`checker bug: step ${index} is of thread ${step.thread}, which is not there`);
    enter(stack, step.inside);
    const all = everyRead || (loop !== null && index >= loop);
    const wanted = selection(step.events, detail, all ? 'all' : 'meeting', meeting);
    for (const event of step.events) {
      const top = stack[stack.length - 1];
      if (top === undefined) throw new Error('checker bug: a return without a call');
      if (event.kind === 'call') {
        const frame = newFrame(event.function, event.args);
        top.items.push(frame);
        stack.push(frame);
      } else if (event.kind === 'return') {
        top.value = event.value;
        if (stack.length > 1) stack.pop();
      } else if (wanted(event)) {
        top.items.push({ kind: 'effect', step: index, effect: event });
      }
    }
  });
  for (const wait of story.failure?.waits ?? []) markWait(story, stacks, wait);
  return stacks.map((stack, thread) => pruned(stack[0] ?? newFrame(story.threads[thread]?.name ?? '', [])));
}

/** Follows calls that no step told of: those before a thread's first step belong to no step. */
function enter(stack: Frame[], inside: readonly OpenCall[]): void {
  const [body, ...calls] = stack;
  if (body === undefined) return;
  let same = 0;
  while (same < calls.length && same < inside.length && calls[same]?.function === inside[same]?.function) same++;
  stack.length = 1 + same;
  for (const call of inside.slice(same)) {
    const frame = newFrame(call.function, call.args);
    stack[stack.length - 1]?.items.push(frame);
    stack.push(frame);
  }
}

function newFrame(name: string, args: readonly NamedValue[]): Frame {
  return { kind: 'frame', function: name, args, items: [], value: null };
}

/** Which events of one step are worth a line. */
function selection(
  events: readonly Event[],
  detail: Detail,
  reads: 'all' | 'meeting',
  meeting: ReadonlySet<string>,
): (event: Effect) => boolean {
  if (detail.full) return (event) => detail.free || (event.kind !== 'read' && event.kind !== 'write') || !event.free;
  const writes = events.some((event) => event.kind === 'write' && !event.free);
  const waits = events.some((event) => event.kind === 'wait');
  const told = toldByNotes(events);
  const matters = (event: Event): boolean =>
    event.kind === 'read' && !event.free && (meeting.has(event.location.key) || (reads === 'all' && !told.has(event)));
  return (event) => {
    switch (event.kind) {
      case 'write':
        return detail.free || !event.free;
      // A step that reads and writes is one locked instruction, and the write tells what it found.
      case 'read':
        return event.free ? detail.free : !writes && !waits && matters(event);
      case 'wait':
        return !writes && events.some(matters);
      case 'choose':
      case 'alloc':
      case 'free':
      case 'note':
      case 'fault':
        return true;
    }
  };
}

/** Reads that a note of the same call speaks for: `page 0: fault, mapped` needs no `reads pte0.present false`. */
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

function markWait(story: Story, stacks: readonly Frame[][], wait: Wait): void {
  const thread = story.threads.findIndex((one) => one.name === wait.thread);
  const stack = stacks[thread];
  if (stack === undefined) return;
  const inside = stack.findLast((frame) => frame.function === wait.function);
  let frame = inside ?? stack[stack.length - 1];
  if (frame === undefined) return;
  if (inside === undefined && wait.function !== '' && wait.function !== wait.thread) {
    // Called within the step that cannot be taken: no step of the trace has entered it.
    const entered = newFrame(wait.function, []);
    frame.items.push(entered);
    frame = entered;
  }
  frame.items.push({ kind: 'mark', step: story.steps.length, text: waitText(story, wait) });
}

/** `✗ waits for ever: CPU0 itself set page1.locked`. */
export function waitText(story: Story, wait: Wait): string {
  const names = wait.heldBy.map((name) => {
    const short = shortName(name, story.threads);
    return name === wait.thread ? `${short} itself` : short;
  });
  const what = wait.location === '' ? wait.condition : wait.location;
  if (names.length === 0) return `✗ waits for ever: nobody is left to change ${what}`;
  return `✗ waits for ever: ${names.join(' and ')} set ${what}`;
}

function pruned(frame: Frame): Frame {
  const items: Item[] = [];
  for (const item of frame.items) {
    const kept = item.kind === 'frame' ? pruned(item) : item;
    if (kept.kind !== 'frame' || kept.items.length > 0) items.push(kept);
  }
  return { ...frame, items };
}
