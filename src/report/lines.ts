// SPDX-License-Identifier: MIT
// Call trees of all threads as lines in the order of the steps. Short where nothing is lost: a call with one effect is one
// line, reads in a row are one line, a note stands at the right of what it is about. But nothing that another thread may
// have interrupted is ever joined.

import type { Event } from '../compile/program.ts';
import type { Place } from '../lang/diagnostic.ts';
import type { Frame, Item } from './call-tree.ts';
import { otherText, readsText, writeText } from './effects.ts';
import type { Detail, Story } from './story.ts';

export interface Line {
  readonly thread: number;
  /** Index of the step that it tells of; the number of steps for what stands after the last one. */
  readonly step: number;
  readonly indent: number;
  readonly left: string;
  readonly right: string;
}

type Leaf = Exclude<Item, Frame>;

/** Longer call lines lose their arguments, then longer joined effects get lines of their own. In characters. */
const longestTitle = 36;
const longestJoined = 34;

export function linesOf(story: Story, trees: readonly Frame[], detail: Detail): readonly Line[] {
  const runs = uninterruptedRuns(story);
  const lines = trees.flatMap((tree, thread) => new Writer(thread, runs, detail).items(tree.items, [], 0));
  return lines.sort((a, b) => a.step - b.step);
}

/** Numbers the stretches of steps in which one thread runs alone; the beginning of a loop begins a new one. */
function uninterruptedRuns(story: Story): readonly number[] {
  let run = 0;
  const runs = story.steps.map((step, index) => {
    const before = story.steps[index - 1];
    if (before !== undefined && (before.thread !== step.thread || index === story.failure?.loop)) run++;
    return run;
  });
  return [...runs, run + 1];
}

class Writer {
  private readonly thread: number;
  private readonly runs: readonly number[];
  private readonly detail: Detail;

  constructor(thread: number, runs: readonly number[], detail: Detail) {
    this.thread = thread;
    this.runs = runs;
    this.detail = detail;
  }

  /** `named`: what the surrounding line already names. */
  items(items: readonly Item[], named: readonly string[], indent: number): Line[] {
    const lines: Line[] = [];
    for (const group of this.groups(items)) {
      const first = group[0];
      if (first === undefined) continue;
      if (first.kind === 'frame') lines.push(...this.frame(first, indent));
      else lines.push(this.leaves(group.filter(isLeaf), named, indent));
    }
    return lines;
  }

  private frame(frame: Frame, indent: number): Line[] {
    const named = frame.args.map((arg) => arg.value);
    const leaves = frame.items.filter(isLeaf);
    const step = firstStep(frame);
    const line = (right: string): Line => ({ thread: this.thread, step, indent, left: title(frame), right });
    if (leaves.length === frame.items.length && this.together(leaves)) {
      const text = this.joined(frame, leaves, named);
      if (leaves.length === 1 || (!this.detail.full && text.length <= longestJoined)) return [line(text)];
    }
    const note = frame.items[0];
    const headed = note !== undefined && note.kind === 'effect' && note.effect.kind === 'note';
    const head = line(headed ? this.text([note], named) : '');
    return [head, ...this.items(headed ? frame.items.slice(1) : frame.items, [], indent + 1)];
  }

  private joined(frame: Frame, leaves: readonly Leaf[], named: readonly string[]): string {
    const onlyReads = leaves.every((leaf) => leaf.kind === 'effect' && leaf.effect.kind === 'read');
    // A test like PageUptodate(page1) is told by its answer.
    if (!this.detail.full && onlyReads && frame.value !== null) return frame.value;
    return this.text(leaves, named);
  }

  /** One line in the body of a call: effects at the left, the notes about them at the right. */
  private leaves(leaves: readonly Leaf[], named: readonly string[], indent: number): Line {
    const notes = leaves.filter((leaf) => leaf.kind === 'effect' && leaf.effect.kind === 'note');
    const rest = leaves.filter((leaf) => !notes.includes(leaf));
    const line = { thread: this.thread, step: leaves[0]?.step ?? 0, indent };
    if (rest.length === 0) return { ...line, left: this.text(notes, named), right: '' };
    return { ...line, left: this.text(rest, named), right: this.text(notes, named) };
  }

  /** Items that share a line: one step's effects, or reads in a row. */
  private groups(items: readonly Item[]): readonly (readonly Item[])[] {
    const groups: Item[][] = [];
    for (const item of items) {
      const group = groups[groups.length - 1];
      const last = group?.[group.length - 1];
      if (group !== undefined && last !== undefined && this.joins(last, item)) group.push(item);
      else groups.push([item]);
    }
    return groups;
  }

  private joins(last: Item, next: Item): boolean {
    if (this.detail.full || last.kind !== 'effect' || next.kind !== 'effect') return false;
    if (isNote(last)) return false;
    if (isNote(next)) return last.step === next.step;
    if (last.effect.kind === 'read' && next.effect.kind === 'read') return this.together([last, next]);
    return last.step === next.step && last.effect.kind === 'write' && next.effect.kind === 'write';
  }

  private together(leaves: readonly Leaf[]): boolean {
    return new Set(leaves.map((leaf) => this.runs[leaf.step])).size <= 1;
  }

  private text(leaves: readonly Leaf[], named: readonly string[]): string {
    const texts: string[] = [];
    let reads: Extract<Event, { kind: 'read' }>[] = [];
    const flush = (): void => {
      if (reads.length > 0) texts.push(readsText(reads, named));
      reads = [];
    };
    for (const leaf of leaves) {
      if (leaf.kind === 'effect' && leaf.effect.kind === 'read') {
        reads.push(leaf.effect);
        continue;
      }
      flush();
      if (leaf.kind === 'mark') texts.push(leaf.text);
      else if (leaf.effect.kind === 'write') texts.push(writeText(leaf.effect, named));
      else if (leaf.effect.kind !== 'read') texts.push(otherText(leaf.effect));
    }
    flush();
    const last = leaves[leaves.length - 1];
    const where = this.detail.full && last?.kind === 'effect' ? `  ${placeText(last.effect.place)}` : '';
    return `${texts.join(', ')}${where}`;
  }
}

function isLeaf(item: Item): item is Leaf {
  return item.kind !== 'frame';
}

function isNote(item: Item): boolean {
  return item.kind === 'effect' && item.effect.kind === 'note';
}

function firstStep(frame: Frame): number {
  const first = frame.items[0];
  if (first === undefined) throw new Error(`checker bug: ${frame.function}() is to be printed with nothing in it`);
  return first.kind === 'frame' ? firstStep(first) : first.step;
}

export function title(frame: Pick<Frame, 'function' | 'args'>): string {
  const whole = `${frame.function}(${frame.args.map((arg) => arg.value).join(', ')})`;
  return whole.length <= longestTitle ? whole : `${frame.function}(…)`;
}

export function placeText(place: Place): string {
  return `${place.file}:${place.line}`;
}
