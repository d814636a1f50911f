// SPDX-License-Identifier: MIT
// A value that was stored and has not arrived: the property compares what is stored, or kept, with a value that is not there.
// The model says where values are stored on their way, and where they are kept. Who wrote the value last had it farthest on
// its way; there it was written over, or it is there still and nobody has read it. Anything else is not called lost.

import type { Datum, Side } from '../compile/program.ts';
import { cellName } from '../explore/cells.ts';
import { type Diagnosis, type Happened, isChange, whoText } from './history.ts';
import type { Story } from './story.ts';
import { valueText } from './values.ts';

export function lostStores(story: Story, happened: Happened): readonly Diagnosis[] {
  const found = wanted(story).flatMap(({ value, key }) => {
    const one = lost(story, happened, value, key);
    return one === null ? [] : [one];
  });
  // What is looked at in two places is lost once.
  return [...new Map(found.map((one) => [one.text, one])).values()];
}

/** Values that the property missed, and the cell that it looked at instead. */
function wanted(story: Story): readonly { readonly value: number; readonly key: string }[] {
  const pairs = (story.why?.facts ?? []).flatMap(({ left, relation, right, decisive }) => {
    if (right === null || !decisive) return [];
    if (relation === '≠') return [[left, right] as const, [right, left] as const];
    if (relation === '<') return [[left, right] as const];
    return relation === '>' ? [[right, left] as const] : [];
  });
  return pairs.flatMap(([is, should]) => {
    const key = placeOf(is);
    return key === null || should.value.kind !== 'int' ? [] : [{ value: should.value.value, key }];
  });
}

function placeOf({ term }: Side): string | null {
  if (term.kind !== 'cell') return null;
  const { role, key } = term.location;
  return role?.kind === 'stored' || role?.kind === 'kept' ? key : null;
}

function lost(story: Story, happened: Happened, value: number, asked: string): Diagnosis | null {
  const holds = (datum: Datum): boolean => datum.kind === 'int' && datum.value === value;
  const store = happened.touches.findLast(({ event }) => {
    const { role } = event.location;
    return event.kind === 'write' && holds(event.value) && (role?.kind === 'stored' || role?.kind === 'kept');
  });
  if (store === undefined) return null;
  const { key, role } = store.event.location;
  const later = happened.of(key).filter((one) => one.at > store.at);
  const over = later.find(isChange);
  // Kept, and not where the property looked.
  if (role?.kind === 'kept' && (over === undefined || key !== asked)) return null;
  const reads = later.filter((one) => one.event.kind === 'read' && (over === undefined || one.at < over.at));
  const what = `${whoText(story, store)} stored ${value} to ${cellName(store.event.location)}`;
  const name = story.failure?.kind === 'atEnd' ? 'lost store' : 'store not written out';
  if (over !== undefined) {
    const read = reads.find((one) => one.step !== over.step);
    // What its own thread stored later takes its place.
    if (role?.kind !== 'kept' && (read !== undefined || over.thread === store.thread)) return null;
    const how = `${whoText(story, over)} made it ${valueText(over.event.value)}`;
    return {
      kind: 'lost-store',
      text: `${name}: ${what}, and ${how}${role?.kind === 'kept' ? '' : ' before anybody had read it'}`,
      events: [store.event, over.event],
    };
  }
  if (reads.length > 0) return null;
  const before = happened
    .of(key)
    .findLast((one) => one.at < store.at && one.event.kind === 'read' && one.thread !== store.thread);
  const missed =
    before === undefined ? '' : `: ${whoText(story, before)} had read ${valueText(before.event.value)} before`;
  return {
    kind: 'lost-store',
    text: `${name}: ${what}, where nobody has read it${missed}`,
    events: [store.event, ...(before === undefined ? [] : [before.event])],
  };
}
