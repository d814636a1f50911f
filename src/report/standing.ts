// SPDX-License-Identifier: MIT
// Where the threads stand that a failure leaves in the middle of something: in which call, after what, before what. The columns
// cannot tell, because nothing happens there. Hard case: between two steps a thread may have left calls and entered others
// that no step told of; so what the next step would tell comes first, up to its first touch or choice.

import type { Event } from '../compile/program.ts';
import { cellName } from '../explore/cells.ts';
import type { Failure } from '../explore/verdict.ts';
import { callTrees, type Frame, type Item } from './call-tree.ts';
import { otherText } from './effects.ts';
import { changes } from './history.ts';
import { type OpenCall, type Story, shortName } from './story.ts';
import { leavesText, title } from './words.ts';

/** `· CPU1 stands in shrink_page_list(page0), after shrink_one(…), before try_to_unmap_flush()`. */
export function standingTexts(story: Story): readonly string[] {
  const { failure, threads } = story;
  if (failure === null || !leavesOff(failure)) return [];
  const trees = callTrees(story);
  const broke = failure.kind === 'fault' ? story.steps.at(-1)?.thread : undefined;
  return threads.flatMap(({ name, role }, thread) => {
    const [tree, next] = [trees[thread], story.next[thread]];
    if (tree === undefined) throw new Error(`checker bug: no calls of thread ${thread}`);
    // Who waits for ever is told by what it waits for; who broke it stands where it broke.
    if (next === null || next === undefined || thread === broke)
      return failure.kind === 'sometimes' && role === 'thread' ? [`· ${shortName(name, threads)} has finished`] : [];
    if (failure.waits.some((wait) => wait.thread === name)) return [];
    const who = shortName(name, threads);
    if (!story.steps.some((step) => step.thread === thread)) return role === 'thread' ? [`· ${who} has not begun`] : [];
    return [`· ${who} stands ${whereabouts(tree, story.open[thread] ?? [], next)}`];
  });
}

/** Whether threads may be in the middle of something where it ends. In a loop they are nowhere. */
function leavesOff({ kind, loop }: Failure): boolean {
  if (kind === 'leadsTo' || kind === 'sometimes') return loop === null;
  return kind === 'always' || kind === 'deadlock' || kind === 'fault';
}

function whereabouts(tree: Frame, open: readonly OpenCall[], next: readonly Event[]): string {
  const path = [tree, ...pathOf(tree, open.length)];
  // In a call that has done nothing yet a thread stands before it.
  const entered: OpenCall[] = [];
  for (let top = path.at(-1); top !== undefined && top !== tree && didNothing(top); top = path.at(-1)) {
    entered.unshift(top);
    path.pop();
  }
  let last: Item | undefined;
  let before: string | null = null;
  for (const event of next) {
    if (event.kind === 'call') entered.push(event);
    else if (event.kind === 'return') {
      if (entered.length > 0) entered.pop();
      else last = path.pop();
    } else if (event.kind !== 'note' && !('free' in event && event.free)) {
      if (entered[0] !== undefined) before = title(entered[0]).whole;
      // Which way it goes is not known.
      else if (event.kind !== 'choose') before = effectText(event);
      break;
    }
  }
  const frame = path.at(-1);
  last ??= frame?.items.findLast((item) => item.kind !== 'mark' && !didNothing(item));
  const inside = frame === undefined || frame === tree ? null : `in ${title(frame).whole}`;
  const after = last === undefined ? null : `after ${itemText(last)}`;
  return [inside, after, before === null ? null : `before ${before}`].filter((part) => part !== null).join(', ');
}

/** The calls that are open at the end, outermost first. */
function pathOf(tree: Frame, depth: number): Frame[] {
  const path: Frame[] = [];
  for (let at: Frame | undefined = tree; at !== undefined && path.length < depth; ) {
    at = at.items.findLast((item): item is Frame => item.kind === 'frame' && item.closed === null);
    if (at !== undefined) path.push(at);
  }
  return path;
}

/** Nothing that costs a step, or that a property could see. */
function didNothing(item: Item): boolean {
  if (item.kind === 'frame') return item.items.every(didNothing);
  return item.kind === 'effect' && 'free' in item.effect && item.effect.free && !changes(item.effect);
}

function itemText(item: Item): string {
  return item.kind === 'frame' ? title(item).whole : leavesText([item], [], false);
}

function effectText(event: Exclude<Event, { kind: 'call' | 'return' }>): string {
  if (event.kind !== 'read' && event.kind !== 'write') return `it ${otherText(event)}`;
  return `it ${event.kind}s ${cellName(event.location)}`;
}
