// SPDX-License-Identifier: MIT
// A call in one line: what it left changed, what its notes say, the most telling first.

import type { Frame, Leaf } from './call-tree.ts';
import type { Cells } from './cells.ts';
import { otherText, type Write, writeText } from './effects.ts';

interface Change {
  readonly write: Write;
  readonly weight: number;
}

/** @param longest in characters: what is left out is an ellipsis */
export function summary(frame: Frame, cells: Cells, shown: (leaf: Leaf) => boolean, longest: number): string {
  const named = frame.args.map((arg) => arg.value);
  const leaves = leavesOf(frame).filter(shown);
  const notes = leaves.flatMap((leaf) =>
    leaf.kind === 'effect' && leaf.effect.kind === 'note' ? [otherText(leaf.effect)] : [],
  );
  // Notes speak for their call: beside them only what the failure is about is named.
  const told = changes(leaves, cells).filter(({ weight }) => notes.length === 0 || weight === weights.crucial);
  const texts = [...told.map((change) => ({ ...change, text: writeText(change.write, named) }))].sort(
    (a, b) => a.weight - b.weight || a.text.length - b.text.length,
  );
  return fitting([...new Set([...notes, ...texts.map(({ text }) => text)])], longest);
}

function leavesOf(frame: Frame): readonly Leaf[] {
  return frame.items.flatMap((item) => (item.kind === 'frame' ? leavesOf(item) : [item]));
}

/** From the first to the last value of each cell; what came back to where it was is no change. */
function changes(leaves: readonly Leaf[], cells: Cells): readonly Change[] {
  const net = new Map<string, Change>();
  for (const leaf of leaves) {
    if (leaf.kind !== 'effect' || leaf.effect.kind !== 'write') continue;
    const write = leaf.effect;
    const { key } = write.location;
    const before = net.get(key)?.write.before ?? write.before;
    net.set(key, { write: { ...write, before }, weight: weights[cells.standing(write)] });
  }
  return [...net.values()].filter(({ write }) => write.before !== write.value);
}

const weights = { crucial: 0, meeting: 1, private: 2, fleeting: 3 } as const;

/** As many as fit, at least one. */
function fitting(texts: readonly string[], longest: number): string {
  let line = texts[0] ?? '';
  for (const text of texts.slice(1)) {
    if (line.length + text.length + 2 > longest) return `${line}, …`;
    line += `, ${text}`;
  }
  return line;
}
