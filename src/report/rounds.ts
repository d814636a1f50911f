// SPDX-License-Identifier: MIT
// What is said of a run that goes round for ever: in which calls it is where the loop begins; below its columns, what the round
// looks at and nobody changes in it, and why a fair scheduler does not end it.

import type { Event } from '../compile/program.ts';
import { cellName, sameValue } from '../explore/cells.ts';
import type { Treatment } from '../explore/treatment.ts';
import { listed } from '../explore/words.ts';
import { callTrees, type Frame, type Item } from './call-tree.ts';
import { changes, type Touch } from './history.ts';
import { type Story, shortName } from './story.ts';
import { briefText } from './values.ts';

/** More than this is not read. */
const most = 8;

type Change = Extract<Event, { kind: 'write' }>;

/** A round may begin and end within a call: then the lines of it stand without the call that they are indented under. */
export function loopText(story: Story): string {
  const loop = story.failure?.loop ?? 0;
  const within = callTrees(story).flatMap((tree, thread) => {
    const call = innermostOver(tree, loop);
    const name = story.threads[thread]?.name ?? '';
    return call === null ? [] : [`${shortName(name, story.threads)} within ${call.function}()`];
  });
  return `┌── the loop: from here${within.length === 0 ? '' : `, ${listed(within)}`} …`;
}

/** The innermost call in which something happens before the step as well as from it on. */
function innermostOver(tree: Frame, step: number): Frame | null {
  const over = tree.items.findLast(
    (item): item is Frame => item.kind === 'frame' && somethingIn(item, (at) => at < step),
  );
  return over === undefined || !somethingIn(over, (at) => at >= step) ? null : (innermostOver(over, step) ?? over);
}

function somethingIn(item: Item, when: (step: number) => boolean): boolean {
  return item.kind === 'frame' ? item.items.some((one) => somethingIn(one, when)) : when(item.step);
}

/** Lines that stand across; facts are indented. */
export function roundTexts(story: Story): readonly string[] {
  const loop = story.failure?.loop ?? null;
  if (loop === null || story.round === null) return [];
  const same = unchanged(story, loop);
  const head = same.length === 0 ? [] : ['· the round reads, and leaves as it is:'];
  return [
    ...head,
    ...same.map((text) => `    ${text}`),
    `· a fair scheduler does not end it: ${fairText(story, story.round)}`,
  ];
}

/** What was written before the loop comes first: how the run got there. */
function unchanged(story: Story, loop: number): readonly string[] {
  const round = story.steps.slice(loop).flatMap(({ events }) => events);
  const changed = new Set(round.filter(changes).map(({ location }) => location.key));
  const before = new Set(
    story.steps.slice(0, loop).flatMap(({ events }) => events.filter(changes).map(({ location }) => location.key)),
  );
  const emptied = emptiedIn(story, loop);
  const found = new Map<string, { readonly text: string; readonly key: string }>();
  for (const event of round) {
    if (event.kind !== 'read' || changed.has(event.location.key)) continue;
    const { key } = event.location;
    if (event.free && !before.has(key)) continue;
    if (!before.has(key) && emptied.some((one) => isPlaceLike(event, one))) continue;
    const name = cellName(event.location);
    if (!found.has(name)) found.set(name, { text: `${name} ${briefText(event.value)}`, key });
  }
  const facts = [...found.values()];
  const written = facts.filter(({ key }) => before.has(key));
  const texts = [...written, ...facts.filter(({ key }) => !before.has(key))].map(({ text }) => text);
  return texts.length <= most ? texts : [...texts.slice(0, most - 1), '…'];
}

/** Elements of arrays that the round writes, each with what it is at times: an empty place of a queue is like these. */
function emptiedIn(story: Story, loop: number): readonly Change[] {
  const inRound = new Set(
    story.steps.slice(loop).flatMap(({ events }) => events.filter(changes).map(({ location }) => location.key)),
  );
  const written = story.steps.flatMap(({ events }) => events.filter(changes));
  return written.filter(({ location }) => location.index !== null && inRound.has(location.key));
}

function isPlaceLike({ location, value }: Touch, { location: other, before }: Change): boolean {
  const isBeside = location.index !== null && location.object === other.object && location.field === other.field;
  return isBeside && sameValue(value, before);
}

const words: Readonly<Record<Exclude<Treatment, 'finished' | 'blocked'>, (who: string, many: boolean) => string>> = {
  steps: (who, many) => `${who} ${many ? 'step' : 'steps'} in it`,
  'at times': (who, many) =>
    `${who} can step at times, and ${many ? 'are' : 'is'} owed a step only where ${many ? 'they' : 'it'} always can`,
  away: (who, many) => `${who} ${many ? 'stay' : 'stays'} at the top, and ${many ? 'are' : 'is'} owed nothing`,
};

function blockedText({ threads, next }: Story, thread: number): string {
  const wait = next[thread]?.findLast((event) => event.kind === 'wait');
  const what = wait?.kind === 'wait' ? `, and waits for ${wait.source}` : '';
  return `${shortName(threads[thread]?.name ?? '', threads)} can take no step in it${what}`;
}

function fairText(story: Story, round: readonly Treatment[]): string {
  const { threads } = story;
  return (['steps', 'blocked', 'at times', 'away'] as const)
    .flatMap((treatment) => {
      const treated = threads.flatMap((_, thread) => (round[thread] === treatment ? [thread] : []));
      if (treatment === 'blocked') return treated.map((thread) => blockedText(story, thread));
      const who = treated.map((thread) => shortName(threads[thread]?.name ?? '', threads));
      return who.length === 0 ? [] : [words[treatment](listed(who), who.length > 1)];
    })
    .join('; ');
}
