// SPDX-License-Identifier: MIT
// A deadlock in words: who waits for what, and by what kind of mistake nobody lets go. Comes in: the story, with who waits
// for whom. Hard case: a lock that one took oneself and a wake-up that came too early look alike, memory that the waiter wrote
// last. A lock is taken by a step that looked at it, or is set by who made what it locks, and waits to take it; who sets a flag
// to be woken does not look, and only waits.

import type { Datum } from '../compile/program.ts';
import { cellName, sameValue, scalarsOf } from '../explore/cells.ts';
import type { Wait } from '../explore/verdict.ts';
import { awaited } from '../explore/waits.ts';
import { listed } from '../explore/words.ts';
import { historyOf, isChange, nameOf, type Touched } from './history.ts';
import { type Story, shortName } from './story.ts';
import { briefText, valueText } from './values.ts';

/** A write to what is waited for, to the part of it that the wait reads. */
interface Written {
  readonly thread: number;
  readonly step: number;
  readonly before: Datum;
  readonly value: Datum;
  /** Whether its step looked at the cell: a lock that is taken, a count that is counted. */
  readonly looked: boolean;
}

type History = ReadonlyMap<string, readonly Touched[]>;

/** What a thread waits for ever for, or how those who wait hang together. */
export interface Deadlock {
  readonly kind:
    | 'self-deadlock'
    | 'lost-wake-up'
    | 'passed-over'
    | 'nobody-left'
    | 'left-to'
    | 'held'
    | 'held-by-finished'
    | 'abba'
    | 'cycle';
  readonly text: string;
}

export function deadlockTexts(story: Story): readonly string[] {
  return deadlocksOf(story).map(({ kind, text }) => (kind === 'abba' || kind === 'cycle' ? `  ${text}` : `✗ ${text}`));
}

export function deadlocksOf(story: Story): readonly Deadlock[] {
  const waits = story.failure?.waits ?? [];
  const history = historyOf(story);
  return [...waits.map((wait) => deadlockOf(story, wait, history)), ...roundsOf(story, waits)];
}

function deadlockOf(story: Story, wait: Wait, history: History): Deadlock {
  const name = (thread: number): string => nameOf(story, thread);
  const thread = story.threads.findIndex((one) => one.name === wait.thread);
  const who = name(thread);
  const what = awaited(wait);
  const writes = writesTo(story, wait, history);
  const last = writes.findLast((write) => !sameValue(write.before, write.value));
  // What the waiter set without a look: a flag that others are to change, or a lock on what nobody else had yet.
  const set = last ?? writes.at(-1);
  const blind = set?.thread === thread && !set.looked;
  const lost = last !== undefined && blind ? wakeBefore(story, writes, last, history, wait) : null;
  if (last !== undefined && lost !== null) {
    const [was, is] = [valueText(lost.value), valueText(last.value)];
    const text = `lost wake-up: ${who} waits for ${what}, which ${name(lost.thread)} made ${was} before ${who} made it ${is}; ${leftText(story, wait)}`;
    return { kind: 'lost-wake-up', text };
  }
  const given = last === undefined || last.thread === thread || !last.looked ? null : giftTo(writes, last);
  if (last !== undefined && given !== null && isOver(story, last.thread)) {
    const [taker, giver] = [name(last.thread), name(given.thread)];
    const text = `passed over: ${who} waits for ${what}, which ${giver} made ${valueText(given.value)} and ${taker} took; nobody is left to change it`;
    return { kind: 'passed-over', text };
  }
  if (wait.leftTo.length > 0)
    return { kind: 'left-to', text: `${who} waits for ${what}, which ${toChange(story, wait)}` };
  if (wait.heldBy.length === 0 || wait.ownFlag) {
    const why = missed(story, thread, last, history) ?? early(story, thread, history);
    const nobody =
      wait.heldBy.length === 0 || last === undefined
        ? 'which nobody is left to change'
        : `set by ${who} itself, and nobody is left to change it`;
    return { kind: 'nobody-left', text: `${who} waits for ${what}, ${nobody}${why === null ? '' : `: ${why}`}` };
  }
  if (wait.heldBy.length === 1 && wait.heldBy[0] === wait.thread)
    return { kind: 'self-deadlock', text: `${who} waits for ${what}, set by ${who} itself: self-deadlock` };
  const holders = wait.heldBy.map((one) => holderText(story, wait, one)).join(' and ');
  const over = wait.heldBy.some((one) =>
    isOver(
      story,
      story.threads.findIndex((thread) => thread.name === one),
    ),
  );
  return { kind: over ? 'held-by-finished' : 'held', text: `${who} waits for ${what}, set by ${holders}` };
}

/** `CPU1 was to change`. */
function toChange(story: Story, { leftTo }: Wait): string {
  const next = leftTo.map((one) => shortName(one, story.threads));
  return `${listed(next)} ${next.length > 1 ? 'were' : 'was'} to change`;
}

function leftText(story: Story, wait: Wait): string {
  return wait.leftTo.length > 0 ? `${toChange(story, wait)} it` : 'nobody is left to change it';
}

function holderText(story: Story, wait: Wait, holder: string): string {
  const short = shortName(holder, story.threads);
  if (holder === wait.thread) return `${short} itself`;
  const thread = story.threads.findIndex(({ name }) => name === holder);
  return isOver(story, thread) ? `${short}, which has finished` : short;
}

/** In a deadlock a thread that is not blocked has finished. */
function isOver(story: Story, thread: number): boolean {
  const one = story.threads[thread];
  return one?.role === 'thread' && story.failure?.waits.every((wait) => wait.thread !== one.name) === true;
}

function writesTo(story: Story, { location }: Wait, history: History): readonly Written[] {
  if (location === null) return [];
  const part = (value: Datum): Datum =>
    scalarsOf(value).find((one) => one.part.join() === location.part.join())?.value ?? value;
  return (history.get(location.key) ?? []).flatMap(({ thread, step, event }) => {
    if (event.kind !== 'write') return [];
    const looked = story.steps[step]?.events.some((one) => one.kind === 'read' && one.location.key === location.key);
    return [{ thread, step, before: part(event.before), value: part(event.value), looked: looked === true }];
  });
}

/** The last write of another thread that would have ended the wait, if the waiter has not used it for an earlier one. */
function wakeBefore(
  story: Story,
  writes: readonly Written[],
  own: Written,
  history: History,
  { location }: Wait,
): Written | null {
  const wake = writes.findLast(({ thread, step, looked }) => thread !== own.thread && step < own.step && !looked);
  if (wake === undefined || sameValue(wake.value, own.value)) return null;
  // Who gives back what it had set itself wakes nobody.
  const earlier = writes.slice(0, writes.indexOf(wake)).findLast((write) => !sameValue(write.before, write.value));
  if (earlier?.thread === wake.thread) return null;
  const used = (history.get(location?.key ?? '') ?? []).some(
    ({ thread, step, event }) =>
      thread === own.thread &&
      event.kind === 'read' &&
      wake.step < step &&
      step < own.step &&
      story.steps[step]?.events.some((one) => one.kind === 'wait' && one.satisfied),
  );
  return used ? null : wake;
}

/** What the last taker took: set by one who had not taken it before. */
function giftTo(writes: readonly Written[], taken: Written): Written | null {
  const at = writes.indexOf(taken);
  const given = writes.slice(0, at).findLast((write) => !sameValue(write.before, write.value));
  if (given === undefined || given.looked || given.thread === taken.thread) return null;
  const earlier = writes.slice(0, writes.indexOf(given)).findLast((write) => !sameValue(write.before, write.value));
  return earlier?.thread === given.thread && earlier.looked ? null : given;
}

/** What the waiter saw after it had made itself ready to be woken, and another thread changed later. */
function missed(story: Story, waiter: number, ready: Written | undefined, history: History): string | null {
  if (ready?.thread !== waiter) return null;
  for (const touches of history.values()) {
    const look = touches.findLast(({ thread, event }) => thread === waiter && event.kind === 'read');
    if (look === undefined || look.step < ready.step) continue;
    const change = touches.find(
      (one) => one.thread !== waiter && one.step > look.step && isChange(one) && one.event.kind === 'write',
    );
    // Back to what was seen is no news.
    if (change !== undefined && !sameValue(change.event.value, look.event.value))
      return `${sawText(story, look)} before ${madeText(story, change)}`;
  }
  return null;
}

/** What another thread saw before the waiter changed it: the reason why it woke nobody. */
function early(story: Story, waiter: number, history: History): string | null {
  for (const touches of [...history.values()].reverse()) {
    const change = touches.findLast((one) => one.thread === waiter && isChange(one));
    if (change?.event.kind !== 'write') continue;
    const look = touches.findLast(({ thread, event }) => thread !== waiter && event.kind === 'read');
    if (look === undefined || look.step > change.step) continue;
    const { value } = look.event;
    if (!sameValue(value, change.event.before) || value.kind === 'record') continue;
    return `${sawText(story, look)} before ${madeText(story, change)}`;
  }
  return null;
}

/** `CPU1 saw page.waiters false`. */
function sawText(story: Story, { thread, event }: Touched): string {
  return `${nameOf(story, thread)} saw ${cellName(event.location)} ${briefText(event.value)}`;
}

/** `CPU0 made it true`. */
function madeText(story: Story, { thread, event }: Touched): string {
  return `${nameOf(story, thread)} made it ${briefText(event.value)}`;
}

/** Two that wait for each other, or more in a round, as lockdep would report it: what each has, and what it wants. */
function roundsOf(story: Story, waits: readonly Wait[]): readonly Deadlock[] {
  const [first] = waits.filter(({ cycle, heldBy, thread, ownFlag }) => cycle && (ownFlag || !heldBy.includes(thread)));
  if (first === undefined) return [];
  const found: Wait[] = [];
  let at: Wait | undefined = first;
  while (at !== undefined && !found.includes(at)) {
    found.push(at);
    const { heldBy, leftTo }: Wait = at;
    const next = [...heldBy, ...leftTo].filter((name) => !found.at(-1)?.ownFlag || name !== found.at(-1)?.thread);
    at = waits.find(({ cycle, thread }) => cycle && next.includes(thread));
  }
  const round = at === undefined ? [] : found.slice(found.indexOf(at));
  const [one, ...more] = round;
  if (one === undefined || more.length === 0) return [];
  // What each one has is what the one before it in the round wants.
  const parts = round.map((wait, i) => {
    const before = round.at(i - 1) ?? one;
    const verb = before.leftTo.includes(wait.thread) ? 'was to change' : before.takes ? 'holds' : 'has set';
    return `${shortName(wait.thread, story.threads)} ${verb} ${awaited(before)} and ${wait.takes ? 'wants' : 'waits for'} ${awaited(wait)}`;
  });
  const kind = round.length === 2 ? 'abba' : 'cycle';
  return [{ kind, text: `${kind === 'abba' ? 'ABBA' : `a cycle of ${round.length}`}: ${parts.join('; ')}` }];
}
