// SPDX-License-Identifier: MIT
// A call in one line, or a part of it: what it left changed, what its notes say, the most telling first.

import type { Event } from '../compile/program.ts';
import { sameValue } from '../explore/cells.ts';
import type { Leaf } from './call-tree.ts';
import type { Cells, Standing } from './cells.ts';
import { isCount, otherText, readsText, type Write, writesTexts } from './effects.ts';

/** More than this is not read. */
const most = 3;
/** So many notes stay beside what the failure is about. */
const notesBeside = 2;

interface Change {
  readonly write: Write;
  readonly standing: Standing;
}

/** The whole and ever shorter ways to say it: what does not fit may be left out, except what the failure is about. */
export function summary(leaves: readonly Leaf[], named: readonly string[], cells: Cells): readonly string[] {
  const notes = leaves.flatMap((leaf) =>
    leaf.kind === 'effect' && leaf.effect.kind === 'note' ? [otherText(leaf.effect)] : [],
  );
  // Notes speak for their call: beside them only what the failure is about is named.
  const told = changes(leaves, cells).filter(
    ({ standing }) => notes.length === 0 || standing === 'crucial' || standing === 'asked',
  );
  const textsOf = (wanted: Standing): readonly string[] => {
    const writes = told.filter(({ standing }) => standing === wanted).map(({ write }) => write);
    const last = [...writes].reverse();
    if (wanted === 'asked') return writesTexts(last, named);
    // Counters count what the references and flags already tell.
    return [
      ...writesTexts(
        last.filter((write) => !isCount(write)),
        named,
      ),
      ...writesTexts(writes.filter(isCount), named),
    ];
  };
  const crucial = [...textsOf('crucial'), ...oldReads(leaves, named)];
  const asked = textsOf('asked');
  const said = [...new Set(notes)];
  const own = (['meeting', 'private', 'fleeting'] as const).flatMap(textsOf);
  const texts = [...new Set([...crucial, ...asked, ...said, ...own])];
  // What the property reads is not left out for want of room, or the last change of it is not; nor is what is said of it.
  const least = crucial.length + Math.min(1, asked.length);
  const needed = asked.length > 1 || least === 0 ? least : least + Math.min(notesBeside, said.length);
  return shorterAndShorter(texts.length > 0 ? texts : textsOf('message'), needed);
}

/** A value that is not the newest is why the call did what it did. */
function oldReads(leaves: readonly Leaf[], named: readonly string[]): readonly string[] {
  const old = leaves.flatMap((leaf) =>
    leaf.kind === 'effect' && leaf.effect.kind === 'read' && leaf.effect.how === 'old' ? [leaf.effect] : [],
  );
  return old.length === 0 ? [] : [readsText(old, named)];
}

/** From the first value of a cell to the last: nobody else wrote it meanwhile. What came back to where it was is no change; but
 *  what memory does not hold yet, or not for good, is told, whatever memory holds. */
function changes(leaves: readonly Leaf[], cells: Cells): readonly Change[] {
  const net = new Map<string, Write>();
  const mine = leaves.flatMap((leaf) => (leaf.kind === 'effect' && leaf.effect.kind === 'write' ? [leaf.effect] : []));
  for (const write of mine) {
    const before = net.get(write.location.key)?.before ?? write.before;
    // To the end of the map: what was written last is what the call was for.
    net.delete(write.location.key);
    net.set(write.location.key, { ...write, before });
  }
  const lasting = [...net.values()].filter((write) => write.how !== undefined || !sameValue(write.before, write.value));
  const decided = new Set(mine.filter((write) => cells.decides(write)).map(({ location }) => location.key));
  return lasting.map((write) => ({
    write,
    standing: decided.has(write.location.key) ? 'crucial' : cells.standing(write),
  }));
}

/** Whether a summary can tell all that decides in a call: changes that are there at its end, in a value of their own. */
export function tellsAll(leaves: readonly Leaf[], cells: Cells): boolean {
  const last = new Map<string, Write>();
  const first = new Map<string, Write>();
  const deciding: Event[] = [];
  for (const leaf of leaves) {
    if (leaf.kind !== 'effect') continue;
    const { effect } = leaf;
    if (cells.decides(effect)) deciding.push(effect);
    if (effect.kind !== 'write') continue;
    last.set(effect.location.key, effect);
    if (!first.has(effect.location.key)) first.set(effect.location.key, effect);
  }
  return deciding.every((event) => {
    if (event.kind !== 'write' || last.get(event.location.key) !== event) return false;
    const before = first.get(event.location.key)?.before;
    return before !== undefined && !sameValue(before, event.value);
  });
}

function shorterAndShorter(texts: readonly string[], least: number): readonly string[] {
  const ways: string[] = [];
  for (let n = Math.min(texts.length, Math.max(most, least)); n >= Math.max(1, Math.min(least, texts.length)); n--)
    ways.push(some(texts.slice(0, n), texts));
  if (least > 0) return ways;
  for (const text of texts.slice(1, most)) ways.push(some([text], texts));
  return [...ways, ''];
}

function some(part: readonly string[], whole: readonly string[]): string {
  return part.length === whole.length ? part.join(', ') : `${part.join(', ')}, …`;
}
