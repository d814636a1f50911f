// SPDX-License-Identifier: MIT
// Call trees of all threads as lines in the order of the steps. Short where nothing is lost: a call with one effect is one
// line, reads in a row are one line, a note stands at the right of what it is about. But nothing that another thread met
// in between is ever joined (interruptions.ts).

import type { Frame, Item, Leaf } from './call-tree.ts';
import type { Cells } from './cells.ts';
import type { Interruptions } from './interruptions.ts';
import { everything, isShown, type Level } from './level.ts';
import type { Detail, Story } from './story.ts';
import { summary, tellsAll } from './summary.ts';
import type { Tale } from './tale.ts';
import { briefText } from './values.ts';
import { leavesText, namesIn, type Title, title } from './words.ts';

export interface Line {
  readonly thread: number;
  /** Index of the step that it tells of; the number of steps for what stands after the last one. */
  readonly step: number;
  /** Of a call on one line, the last step of it. */
  readonly until: number;
  readonly indent: number;
  readonly left: string;
  /** What to write instead where there is no room. */
  readonly short: string;
  /** The same in ever fewer words, for where there is little room. The last one is written whatever happens. */
  readonly rights: readonly string[];
  /** Whether something happens in it; otherwise a call begins. */
  readonly tells: boolean;
  /** The call that it names; null: it names none. */
  readonly call: Frame | null;
  /** Whether what happened in that call is told on this line alone. */
  readonly folded: boolean;
}

/** In characters: longer joined effects get lines of their own. */
const longestJoined = 34;
/** Calls indented no further are statements of the thread itself. */
const statements = 1;

/** @param opened calls that are told step by step, whatever the level says */
export function linesOf(
  { story, trees, cells, interruptions }: Tale,
  detail: Detail,
  level: Level,
  opened: ReadonlySet<Frame> = new Set(),
): readonly Line[] {
  const loop = story.failure?.loop ?? Infinity;
  const shownAt =
    (one: Level) =>
    (leaf: Leaf): boolean =>
      isShown(leaf, one, cells, detail, leaf.step >= loop);
  const [shown, lasting] = [shownAt(level), shownAt({ ...level, private: true })];
  const forced = new Set(
    [...opened].flatMap(({ items }) => items.filter((item) => !isLeaf(item) || shownAt(everything)(item))),
  );
  const lines = trees.flatMap((tree, thread) => {
    const setting = { story, thread, cells, interruptions, level, shown, lasting, places: detail.full, opened };
    const writer = new Writer(setting, forced);
    return withTheirCalls(writer.items(tree.items, [], 0));
  });
  return lines.sort((a, b) => a.step - b.step);
}

/** What a step did after the end of a call that stands on one line, further up, stands with it: a step happens at one place. */
function withTheirCalls(lines: readonly Line[]): readonly Line[] {
  let call: Line | null = null;
  return lines.map((line) => {
    if (call !== null && line.step <= call.until && line.until <= call.until) return { ...line, step: call.step };
    if (line.until > line.step) call = line;
    return line;
  });
}

interface Setting {
  readonly story: Story;
  readonly thread: number;
  readonly cells: Cells;
  readonly interruptions: Interruptions;
  readonly level: Level;
  readonly shown: (leaf: Leaf) => boolean;
  /** What is shown at the most; decides whether a statement of the thread itself did anything. */
  readonly lasting: (leaf: Leaf) => boolean;
  readonly places: boolean;
  readonly opened: ReadonlySet<Frame>;
}

class Writer {
  private readonly setting: Setting;
  /** What is told although the level leaves it out: without it a call would seem to be over before it is. Or somebody asks for it. */
  private readonly forced: Set<Item>;

  constructor(setting: Setting, forced: ReadonlySet<Item>) {
    this.setting = setting;
    this.forced = new Set(forced);
  }

  /** `named`: what the surrounding line already names. */
  items(all: readonly Item[], named: readonly string[], indent: number): Line[] {
    const items = all.filter((item) => this.isWorthALine(item, indent));
    const lines: Line[] = [];
    for (const group of this.groups(items)) {
      const first = group[0];
      if (first === undefined) continue;
      if (first.kind === 'frame') lines.push(...this.frame(first, indent));
      else lines.push(this.leaves(group.filter(isLeaf), named, indent));
    }
    return lines;
  }

  private isWorthALine(item: Item, indent: number): boolean {
    const { shown, lasting } = this.setting;
    if (item.kind !== 'frame') return shown(item) || this.forced.has(item);
    const worth = (one: Item): boolean =>
      this.forced.has(one) ||
      (one.kind === 'frame' ? one.items.some(worth) : (indent <= statements ? lasting : shown)(one));
    return worth(item);
  }

  private frame(frame: Frame, indent: number): Line[] {
    const { level, interruptions } = this.setting;
    const named = namesIn(frame.args);
    const items = frame.items.filter((item) => this.isWorthALine(item, indent + 1));
    // A call without lines below it is told as a whole, whatever of it is printed.
    const all = leavesOf(frame).filter((leaf) => leaf.kind === 'mark' || !interruptions.isTimeless(leaf.effect));
    const whole = interruptions.together(all.map((leaf) => leaf.step));
    if (this.isOpened(frame)) return this.expanded(frame, items, indent);
    const forced = this.forced.has(frame);
    if (forced && items.length === 0) return [this.titled(frame, all, indent, this.joined(frame, all, named))];
    const leaves = items.filter(isLeaf);
    if (whole && items.length > 0 && leaves.length === items.length && writesAllOf(leaves, all)) {
      const text = this.joined(frame, leaves, named);
      if (leaves.length === 1 || (level.joins && text.length <= longestJoined))
        return [this.titled(frame, all, indent, text)];
    }
    const expanded = this.expanded(frame, items, indent);
    const folds = frame.closed !== null && indent >= this.foldFrom() && expanded.length > 1;
    const folded = folds ? this.folded(frame, all, whole, indent) : null;
    if (folded !== null && folded.length < expanded.length) return folded;
    if (expanded.length > 1 || whole) {
      const [title, ...below] = expanded;
      if (title === undefined || below.length > 0) return expanded;
      // Of calls that left nothing behind, only the statements of the thread itself are told.
      return title.rights[0] === '' && indent > statements && !forced
        ? []
        : [{ ...title, ...this.wholeOf(frame, all), folded: true }];
    }
    return this.interrupted(frame, all, indent) ? this.frame(frame, indent) : expanded;
  }

  /** It, or a call in it. */
  private isOpened(frame: Frame): boolean {
    const { opened } = this.setting;
    if (opened.size === 0) return false;
    return opened.has(frame) || frame.items.some((item) => item.kind === 'frame' && this.isOpened(item));
  }

  /** In one line; if it was served, in one for each part. Null: others met it in between, or it has more to tell. */
  private folded(frame: Frame, all: readonly Leaf[], whole: boolean, indent: number): Line[] | null {
    const { cells, interruptions, lasting } = this.setting;
    const resumed = whole ? [] : interruptions.served(all.map((leaf) => leaf.step));
    if (resumed === null) return null;
    const parts = [-1, ...resumed].map((from, i) =>
      all.filter(({ step }) => step >= from && step < (resumed[i] ?? Infinity)),
    );
    if (!parts.every((part) => tellsAll(part, cells))) return null;
    const [first = [], ...others] = parts;
    const line = this.titled(
      frame,
      others.length === 0 ? all : first,
      indent,
      ...summary(first.filter(lasting), namesIn(frame.args), cells),
    );
    return [line, ...others.map((part) => this.resumed(part, indent + 1))];
  }

  /** What a call did from the moment when it was answered. */
  private resumed(part: readonly Leaf[], indent: number): Line {
    const { cells, lasting } = this.setting;
    const [first] = part;
    const wait = part.find(
      (leaf) => leaf.kind === 'effect' && leaf.effect.kind === 'wait' && leaf.step === first?.step,
    );
    if (first === undefined || wait === undefined) throw new Error('checker bug: an answer that nobody waited for');
    const rights = summary(part.filter(lasting), [], cells);
    return this.line(first.step, indent, rights, this.text([wait], []));
  }

  /** Where nothing of an interrupted call would stand below it, what others met in it does.
   *  @returns whether that is more than before */
  private interrupted(frame: Frame, all: readonly Leaf[], indent: number): boolean {
    const disturbed = this.setting.interruptions.disturbed(all.map((leaf) => leaf.step));
    const met = all.filter((leaf) => disturbed.has(leaf.step) && isTouching(leaf) && !this.forced.has(leaf));
    for (const leaf of met) this.forced.add(leaf);
    return met.length > 0 && frame.items.some((item) => this.isWorthALine(item, indent + 1));
  }

  private titled(frame: Frame, all: readonly Leaf[], indent: number, ...rights: readonly string[]): Line {
    const { step, until } = this.wholeOf(frame, all);
    return { ...this.line(step, indent, rights, title(frame)), until, call: frame, folded: true };
  }

  /** Where a call on one line stands: at the first of all that happened in it, which need not be printed. Nobody met it from
   *  there on; but its thread may have lines of the same step above, and what another one did next stands below these. */
  private wholeOf(frame: Frame, all: readonly Leaf[]): Pick<Line, 'step' | 'until'> {
    const step = all[0]?.step ?? begun(frame);
    return { step, until: Math.max(step, all.at(-1)?.step ?? step) };
  }

  private expanded(frame: Frame, items: readonly Item[], indent: number): Line[] {
    const note = items[0];
    const headed = note !== undefined && isNote(note) && isLeaf(note);
    const right = headed ? this.text([note], []) : '';
    const inner = this.items(headed ? items.slice(1) : this.withoutPassing(items, indent), [], indent + 1);
    const step = headed ? note.step : Math.min(this.firstStep(frame), inner[0]?.step ?? Infinity);
    const line = this.line(step, indent, [right], title(frame));
    return [{ ...line, tells: right !== '', call: frame }, ...inner];
  }

  /** Of calls that only call one other, the first and the last are told. */
  private withoutPassing(items: readonly Item[], indent: number): readonly Item[] {
    const [only, more] = items;
    if (this.setting.level.passing || only?.kind !== 'frame' || more !== undefined) return items;
    if (this.forced.has(only) || this.isOpened(only)) return items;
    const inner = only.items.filter((item) => this.isWorthALine(item, indent + 2));
    return inner.length === 1 && inner[0]?.kind === 'frame' ? this.withoutPassing(inner, indent) : items;
  }

  /** Of what is shown, or would be; what might have happened at any time dates nothing. */
  private firstStep(frame: Frame): number {
    const { lasting, interruptions } = this.setting;
    const dating = leavesOf(frame).find(
      (leaf) => lasting(leaf) && (leaf.kind === 'mark' || !interruptions.isTimeless(leaf.effect)),
    );
    return dating?.step ?? begun(frame);
  }

  /** Rounds of daemons are told in one line as soon as anything is: they are answers to what the threads ask. */
  private foldFrom(): number {
    const { story, thread, level } = this.setting;
    return level.foldFrom < Infinity && story.threads[thread]?.role === 'daemon' ? 0 : level.foldFrom;
  }

  private joined(frame: Frame, leaves: readonly Leaf[], named: readonly string[]): string {
    const onlyReads = leaves.every((leaf) => leaf.kind === 'effect' && leaf.effect.kind === 'read');
    // A test like PageUptodate(page1) is told by its answer, unless the answer is an old one.
    const old = leaves.some(
      (leaf) => leaf.kind === 'effect' && leaf.effect.kind === 'read' && leaf.effect.how === 'old',
    );
    if (this.setting.level.joins && onlyReads && !old && frame.value !== null) return briefText(frame.value);
    return this.text(leaves, named);
  }

  /** One line in the body of a call: effects at the left, the notes about them at the right. */
  private leaves(leaves: readonly Leaf[], named: readonly string[], indent: number): Line {
    const notes = leaves.filter(isNote);
    const rest = leaves.filter((leaf) => !isNote(leaf));
    const step = leaves[0]?.step ?? 0;
    if (rest.length === 0) return this.line(step, indent, [''], this.text(notes, named));
    return this.line(step, indent, [this.text(notes, named)], this.text(rest, named));
  }

  private line(step: number, indent: number, rights: readonly string[], left: Title | string): Line {
    const titles = typeof left === 'string' ? { left, short: left } : { left: left.whole, short: left.short };
    const { thread } = this.setting;
    return { thread, step, until: step, indent, ...titles, rights, tells: true, call: null, folded: false };
  }

  /** Items that share a line: one step's effects, or reads in a row. */
  private groups(items: readonly Item[]): readonly (readonly Item[])[] {
    const groups: Item[][] = [];
    for (const item of items) {
      const group = groups[groups.length - 1];
      const last = group?.[group.length - 1];
      if (group?.[0] !== undefined && last !== undefined && this.joins(group[0], last, item)) group.push(item);
      else groups.push([item]);
    }
    return groups;
  }

  private joins(first: Item, last: Item, next: Item): boolean {
    if (!this.setting.level.joins || first.kind === 'frame' || last.kind !== 'effect' || isNote(last)) return false;
    if (next.kind !== 'effect') return false;
    if (isNote(next)) return last.step === next.step;
    if (last.effect.kind === 'read' && next.effect.kind === 'read') return this.together([first, last, next]);
    return last.step === next.step && last.effect.kind === 'write' && next.effect.kind === 'write';
  }

  private together(leaves: readonly Leaf[]): boolean {
    return this.setting.interruptions.alone(leaves.map((leaf) => leaf.step));
  }

  private text(leaves: readonly Leaf[], named: readonly string[]): string {
    return leavesText(leaves, named, this.setting.places);
  }
}

function isLeaf(item: Item): item is Leaf {
  return item.kind !== 'frame';
}

function isNote(item: Item): boolean {
  return item.kind === 'effect' && item.effect.kind === 'note';
}

/** By call: every level asks again. */
const leavesKnown = new WeakMap<Frame, readonly Leaf[]>();

/** What happened in a call, in calls that it made, too. */
function leavesOf(frame: Frame): readonly Leaf[] {
  const known = leavesKnown.get(frame);
  if (known !== undefined) return known;
  const found = frame.items.flatMap((item) => (item.kind === 'frame' ? leavesOf(item) : [item]));
  leavesKnown.set(frame, found);
  return found;
}

/** What others can meet. What a locked instruction read is told by what it wrote. */
function isTouching(leaf: Leaf): boolean {
  return (
    leaf.kind === 'effect' && !leaf.partOfStep && ['read', 'write', 'wait', 'alloc', 'free'].includes(leaf.effect.kind)
  );
}

/** Whether what is told of a cell is all that was written there: of a whole call, `a → b` is from before it to after it. */
function writesAllOf(told: readonly Leaf[], all: readonly Leaf[]): boolean {
  const written = (leaf: Leaf): string | null =>
    leaf.kind === 'effect' && leaf.effect.kind === 'write' ? leaf.effect.location.key : null;
  const cells = new Set(told.map(written));
  return all.every((leaf) => told.includes(leaf) || written(leaf) === null || !cells.has(written(leaf)));
}

/** The step of the first thing that happened in a call, printed or not. */
function begun(frame: Frame): number {
  const first = frame.items[0];
  if (first === undefined) return frame.closed ?? 0;
  return first.kind === 'frame' ? begun(first) : first.step;
}
