// SPDX-License-Identifier: MIT
// A told run as lanes: one per CPU, and one each for daemons that have none and for the environment, hardware included. The rows are the lines
// that the columns of the terminal are made of, in their order, so that both say the same; here they are data, know their steps
// and the call that they stand in, and calls can be opened and shut. Hard case: shutting a call that others interrupted. It
// has no one line in the story, because its parts happened at different times: so its own line stays where it is, says what
// the call left changed, and only what stood below it is gone.

import type { Frame, Leaf } from '../../report/call-tree.ts';
import { everything, type Level } from '../../report/level.ts';
import { type Line, linesOf } from '../../report/lines.ts';
import type { Detail, Story } from '../../report/story.ts';
import { summary } from '../../report/summary.ts';
import { type Tale, taleOf } from '../../report/tale.ts';
import { type Across, chosen, headerOf, rowsOf, shownThreads, type Told } from '../../report/timeline.ts';
import { namesIn } from '../../report/words.ts';
import { decidingSteps, decisiveStep } from './deciding-steps.ts';

export interface Lane {
  /** `CPU0`, or the name of the thread that has the lane to itself. */
  readonly name: string;
  readonly kind: 'cpu' | 'thread' | 'daemon' | 'environment';
  /** Indices in `Lanes.columns`, next to each other. */
  readonly columns: readonly number[];
}

/** A thread that acts or is blocked. Threads of one CPU stand side by side in its lane. */
export interface Column {
  readonly thread: number;
  /** As the terminal writes it. */
  readonly header: string;
  readonly lane: number;
}

export interface LineRow {
  readonly kind: 'line';
  readonly column: number;
  readonly thread: number;
  /** Calls that it stands in, as the terminal indents it. */
  readonly indent: number;
  /** The call, or what happened. */
  readonly text: string;
  /** What to write instead where there is no room. */
  readonly short: string;
  /** What came of it, in ever fewer words; `['']` for nothing. */
  readonly rights: readonly string[];
  /** Index of the step that it tells of; the number of steps for what stands after the last one. */
  readonly step: number;
  /** The last step that it tells of. */
  readonly until: number;
  /** The number of the call that it names: stays the same however much is told; null: it names none. */
  readonly call: number | null;
  /** `open`: it has rows below it. `folded`: on one row by itself. `shut`: somebody asked for it. Null: there is nothing more to it. */
  readonly folding: 'open' | 'folded' | 'shut' | null;
  /** The row of the call that it stands in; null: the thread itself. */
  readonly within: number | null;
  /** Whether something happens in it; otherwise a call begins. */
  readonly tells: boolean;
  /** Whether the failure turns on something that it tells. */
  readonly decides: boolean;
  /** Whether another thread ran before it. */
  readonly switches: boolean;
  /** Whether it is where the run goes wrong. */
  readonly broken: boolean;
}

/** Stands across all lanes. */
export interface BandRow {
  readonly kind: 'band';
  readonly text: string;
  readonly about: Across['about'];
}

export type Row = LineRow | BandRow;

export interface StepPlace {
  readonly thread: number;
  readonly column: number;
  /** The row that tells it, or the one of the call that it happened in; null: nothing of its thread is told up to there. */
  readonly row: number | null;
  /** Whether another thread ran before it. */
  readonly switches: boolean;
  readonly decides: boolean;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** By step of the trace. */
  readonly steps: readonly StepPlace[];
  /** The step that made it so: the last change of what the property, or the wait, is false about; null: none did. */
  readonly decisive: number | null;
  /** Rows between which the run goes round for ever, both included, and the step that its round begins with. */
  readonly loop: { readonly from: number; readonly to: number; readonly step: number } | null;
}

/** How much is told. Calls are meant by their number. */
export interface Folding {
  /** `story`: as the terminal tells it. `everything`: every touch on a row of its own. */
  readonly level: 'story' | 'everything';
  readonly opened: ReadonlySet<number>;
  readonly shut: ReadonlySet<number>;
}

export const asPrinted: Folding = { level: 'story', opened: new Set(), shut: new Set() };

/** What is found out about a run once, however it is folded. */
export interface LaneSource {
  readonly tale: Tale;
  readonly detail: Detail;
  readonly level: Level;
  /** By number. */
  readonly calls: readonly Frame[];
  readonly numbers: ReadonlyMap<Frame, number>;
  readonly deciding: ReadonlySet<number>;
  readonly decisive: number | null;
}

/** Yields often. */
export function* laneSource(story: Story, detail: Detail): Generator<void, LaneSource> {
  const tale = taleOf(story);
  const { level } = yield* chosen(tale, detail);
  const calls = tale.trees.flatMap(callsIn);
  const numbers = new Map(calls.map((call, number) => [call, number]));
  return { tale, detail, level, calls, numbers, deciding: decidingSteps(story), decisive: decisiveStep(story) };
}

export function lanesOf(source: LaneSource, folding: Folding = asPrinted): Lanes {
  const { tale, detail } = source;
  const { story } = tale;
  const opened = new Set([...folding.opened].flatMap((number) => source.calls[number] ?? []));
  const lines = linesOf(tale, detail, folding.level === 'story' ? source.level : everything, opened);
  const threads = shownThreads(story, lines);
  const { lanes, columns } = arranged(story, threads);
  const rows = new Rows(source, folding, columns).of(rowsOf(story, lines, detail.full));
  return {
    lanes,
    columns,
    rows,
    steps: placesOf(story, rows, columns, source),
    decisive: source.decisive,
    loop: loopOf(story, rows),
  };
}

function callsIn(tree: Frame): readonly Frame[] {
  return tree.items.flatMap((item) => (item.kind === 'frame' ? [item, ...callsIn(item)] : []));
}

/** In the order of the threads, but those of one CPU together. */
function arranged(story: Story, threads: readonly number[]): Pick<Lanes, 'lanes' | 'columns'> {
  const groups = new Map<string, { readonly name: string; readonly kind: Lane['kind']; readonly threads: number[] }>();
  for (const thread of threads) {
    const one = threadOf(story, thread);
    // A TLB of CPU0 is no code that CPU0 runs.
    const cpu = one.role === 'environment' ? null : one.cpu;
    const [key, name] = cpu === null ? [`thread ${thread}`, one.name] : [`CPU ${cpu}`, `CPU${cpu}`];
    const group = groups.get(key) ?? { name, kind: cpu === null ? one.role : 'cpu', threads: [] };
    groups.set(key, group);
    group.threads.push(thread);
  }
  const columns: Column[] = [];
  const lanes = [...groups.values()].map(({ name, kind, threads: inside }, lane): Lane => {
    const first = columns.length;
    for (const thread of inside) columns.push({ thread, header: headerOf(story, thread), lane });
    return { name, kind, columns: inside.map((_, i) => first + i) };
  });
  return { lanes, columns };
}

function threadOf(story: Story, thread: number): Story['threads'][number] {
  const one = story.threads[thread];
  if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
  return one;
}

class Rows {
  readonly #source: LaneSource;
  readonly #folding: Folding;
  readonly #columns: readonly Column[];
  /** By column, the rows of the calls that the next row may stand in, outermost first. */
  readonly #open: { readonly row: number; readonly indent: number }[][];
  /** By column, how far a shut call is indented: what is indented further is in it. */
  readonly #shut: (number | null)[];
  readonly #rows: Row[] = [];
  #last: number | null = null;

  constructor(source: LaneSource, folding: Folding, columns: readonly Column[]) {
    this.#source = source;
    this.#folding = folding;
    this.#columns = columns;
    this.#open = columns.map(() => []);
    this.#shut = columns.map(() => null);
  }

  of(told: readonly (Told | Across)[]): readonly Row[] {
    for (const row of told) {
      if ('across' in row) this.#rows.push({ kind: 'band', text: row.across, about: row.about });
      else this.#line(row.line);
    }
    // Whether a call has rows below it is known when all are there.
    const parents = new Set(
      this.#rows.flatMap((row) => (row.kind === 'line' && row.within !== null ? [row.within] : [])),
    );
    return this.#rows.map((row, i) =>
      row.kind === 'line' && row.folding === null && row.call !== null && parents.has(i)
        ? { ...row, folding: 'open' }
        : row,
    );
  }

  #line(line: Line): void {
    const { numbers, deciding, tale } = this.#source;
    const column = this.#columns.findIndex(({ thread }) => thread === line.thread);
    const open = this.#open[column];
    if (open === undefined) throw new Error(`checker bug: thread ${line.thread} has no column`);
    while ((open.at(-1)?.indent ?? -1) >= line.indent) open.pop();
    const shut = this.#shut[column] ?? null;
    if (shut !== null && line.indent > shut) return;
    this.#shut[column] = null;
    const call = line.call === null ? null : (numbers.get(line.call) ?? null);
    const isShut = line.call !== null && call !== null && !line.folded && this.#folding.shut.has(call);
    if (isShut) this.#shut[column] = line.indent;
    const leaves = line.call === null ? [] : leavesOf(line.call);
    const until = isShut ? Math.max(line.until, leaves.at(-1)?.step ?? line.until) : line.until;
    const rights = isShut && line.call !== null ? summary(leaves, namesIn(line.call.args), tale.cells) : line.rights;
    const own = (step: number): boolean => tale.story.steps[step]?.thread === line.thread;
    const told = Array.from({ length: until - line.step + 1 }, (_, i) => line.step + i).filter(own);
    const tells = line.tells || isShut;
    this.#rows.push({
      kind: 'line',
      column,
      thread: line.thread,
      indent: line.indent,
      text: line.left,
      short: line.short,
      rights,
      step: line.step,
      until,
      call,
      folding: isShut ? 'shut' : line.folded && leaves.length > 1 ? 'folded' : null,
      within: open.at(-1)?.row ?? null,
      tells,
      decides: tells && told.some((step) => deciding.has(step)),
      switches: this.#last !== line.thread && this.#last !== null,
      broken: /(^|, )✗ /.test(line.left) || rights.some((text) => text.startsWith('✗')),
    });
    this.#last = line.thread;
    if (line.call !== null) open.push({ row: this.#rows.length - 1, indent: line.indent });
  }
}

function leavesOf(frame: Frame): readonly Leaf[] {
  return frame.items.flatMap((item) => (item.kind === 'frame' ? leavesOf(item) : [item]));
}

function placesOf(
  story: Story,
  rows: readonly Row[],
  columns: readonly Column[],
  { deciding }: LaneSource,
): readonly StepPlace[] {
  /** By column, its rows in order; a pointer to the one that the next step is looked up from. */
  const own = columns.map(() => [] as number[]);
  for (const [i, row] of rows.entries()) if (row.kind === 'line') own[row.column]?.push(i);
  const lineAt = (row: number | undefined): LineRow | null => {
    const found = row === undefined ? undefined : rows[row];
    return found?.kind === 'line' ? found : null;
  };
  const next = columns.map(() => 0);
  return story.steps.map(({ thread }, step): StepPlace => {
    const column = columns.findIndex((one) => one.thread === thread);
    const candidates = own[column] ?? [];
    let at = next[column] ?? 0;
    while ((lineAt(candidates[at + 1])?.step ?? Infinity) <= step) at++;
    next[column] = at;
    const row = candidates[at];
    const told = lineAt(row);
    return {
      thread,
      column,
      row: row === undefined || told === null || told.step > step ? null : row,
      switches: step > 0 && story.steps[step - 1]?.thread !== thread,
      decides: deciding.has(step),
    };
  });
}

function loopOf(story: Story, rows: readonly Row[]): Lanes['loop'] {
  const step = story.failure?.loop ?? null;
  if (step === null) return null;
  const from = rows.findIndex((row) => row.kind === 'band' && row.about === 'loop');
  const to = rows.findIndex((row) => row.kind === 'band' && row.about === 'loop ends');
  if (from < 0 || to < 0) throw new Error('checker bug: a loop that no rows stand around');
  return { from, to, step };
}
