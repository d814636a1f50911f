// SPDX-License-Identifier: MIT
// Text geometry: lines of several threads as columns side by side, for a terminal and for plain-text mail. 72 characters
// wide where that is possible; with many threads every column keeps room for a kernel function's name instead.

import { widthOf } from './width.ts';

export interface Cell {
  readonly column: number;
  readonly indent: number;
  readonly left: string;
  /** What to write instead of `left` where that is too long. */
  readonly short: string;
  /** What stands at its right, in ever fewer words. */
  readonly rights: readonly string[];
  /** Marked in the margin of its column. */
  readonly marked: boolean;
}

/** A line across all columns: where a loop begins, what went wrong at the end. */
export interface Band {
  readonly across: string;
}

/** What is printed of a row. */
export type Block = { readonly column: number; readonly lines: readonly string[]; readonly marked: boolean } | Band;

export const mailWidth = 72;
const margin = 2;
const mark = '·';
const gap = 2;
/** Fewer characters than this make a column of fragments. */
const leastColumn = 28;
/** Fewer than this and two short columns read as one. */
const leastShown = 24;
/** So much is left for what is indented deepest, even if it then reaches below the next headers. */
const leastStrip = 24;
/** What is longer than this, with its indentation, may be broken. */
const longestName = 46;
/** Lines of a column begin at least so far right of those of the one before. */
const apart = 10;
/** So much of what the last column wants is given to it if the others can stand closer. */
const roomyColumn = 36;
/** A line that reaches below the next headers is no longer than this. */
const longestLine = 52;
/** Between a call and what it did. */
const space = 2;

/** Columns as they are set: where each begins and how wide it is, its header, and the lines of every row, in their order. */
export interface Placed {
  readonly starts: readonly number[];
  readonly widths: readonly number[];
  readonly heads: readonly (readonly string[])[];
  readonly blocks: readonly Block[];
}

/** @param mayOverlap whether lines may reach below the next headers where there is little room; otherwise it becomes wider */
export function placed(
  headers: readonly string[],
  rows: readonly (Cell | Band)[],
  limit: number,
  mayOverlap: boolean,
): Placed {
  const cells = rows.filter((row): row is Cell => !('across' in row));
  const tabs = headers.map((_, column) => (headers.length === 1 ? tabStop(cells, column) : 0));
  const natural = headers.map((header, column) =>
    Math.max(
      leastShown,
      Math.min(widthOf(header), headers.length === 1 ? limit - margin : leastColumn),
      ...cells.filter((cell) => cell.column === column).map((cell) => cellWidth(cell, tabs[column] ?? 0)),
    ),
  );
  const gaps = (headers.length - 1) * gap;
  const least = headers.map((_, column) =>
    Math.max(leastShown, ...cells.filter((cell) => cell.column === column).map(leastWidth)),
  );
  const room = Math.max(limit - margin - gaps, headers.length * leastColumn);
  const widths = shared(natural, least, room);
  const blocksIn = (rooms: readonly number[], edges: readonly number[]): readonly Block[] =>
    rows.map((row) =>
      'across' in row
        ? row
        : {
            column: row.column,
            marked: row.marked,
            lines: cellLines(row, rooms[row.column] ?? 0, tabs[row.column] ?? 0, edges[row.column] ?? Infinity),
          },
    );
  const heads = headers.map((header, column) => wrapped(header, widths[column] ?? 0, 0));
  if (!mayOverlap)
    return { starts: running(widths.map((width) => width + gap)), widths, heads, blocks: blocksIn(widths, widths) };
  const starts = startsOf(widths, heads, blocksIn(widths, widths), limit - margin, natural[natural.length - 1] ?? 0);
  const overlap = widths.some(
    (width, column) => (starts[column + 1] ?? Infinity) < (starts[column] ?? 0) + width + gap,
  );
  // Where lines reach below the next headers anyway, they may as well hold what belongs together.
  const rooms = widths.map((width, column) =>
    overlap
      ? Math.max(width, Math.min(natural[column] ?? 0, limit - margin - (starts[column] ?? 0), longestLine))
      : width,
  );
  const edges = starts.map((start, column) => (starts[column + 1] ?? Infinity) - start);
  return { starts, widths, heads, blocks: blocksIn(rooms, edges) };
}

export function columns(headers: readonly string[], rows: readonly (Cell | Band)[], limit: number): readonly string[] {
  const { starts, widths, heads, blocks } = placed(headers, rows, limit, true);
  const total = Math.max(...widths.map((width, column) => (starts[column] ?? 0) + width));

  const out: string[] = [];
  const height = Math.max(...heads.map((lines) => lines.length));
  for (let i = 0; i < height; i++) {
    const line = heads.reduce((text, lines, column) => padded(text, starts[column] ?? 0) + (lines[i] ?? ''), '');
    out.push(`${' '.repeat(margin)}${line}`.trimEnd());
  }
  out.push(`${' '.repeat(margin)}${'─'.repeat(Math.max(total, Math.min(limit - margin, mailWidth - margin)))}`);
  for (const block of blocks) {
    if ('across' in block) {
      // A frame of a stack goes on below itself; a fact, so that it is no other fact.
      const indent = indentOf(block.across);
      const hanging = indent > 4 ? indent + 2 : 2;
      const [first = '', ...more] = wrapped(block.across, Math.max(total, limit - margin), hanging);
      // With lines of columns below it, what goes on is told from them by the line that it hangs on.
      const hangs = /^[├┌]/.test(first) ? more.map((line) => `│${line.slice(1)}`) : more;
      for (const line of [first, ...hangs]) out.push(`${' '.repeat(margin)}${line}`);
    } else {
      const before = ' '.repeat(starts[block.column] ?? 0);
      // In the margin of its column.
      for (const [i, line] of block.lines.entries())
        out.push(`${before}${(block.marked && i === 0 ? mark : '').padEnd(margin)}${line}`.trimEnd());
    }
  }
  return out;
}

/** Where each column begins. A line belongs to one column, so where all of them side by side are too wide, a line may reach below
 *  the next headers: what tells the columns apart is where lines begin. */
function startsOf(
  widths: readonly number[],
  heads: readonly (readonly string[])[],
  blocks: readonly Block[],
  limit: number,
  /** Of what the last column would take if it could: it has nothing to reach below. */
  wanted: number,
): readonly number[] {
  const beside = running(widths.map((width) => width + gap));
  if ((beside[widths.length - 1] ?? 0) + (widths[widths.length - 1] ?? 0) <= limit) return beside;
  const deepest = widths.map((_, column) =>
    Math.max(
      0,
      ...blocks.flatMap((block) => ('across' in block || block.column !== column ? [] : block.lines.map(indentOf))),
    ),
  );
  const least = widths.map((width, column) =>
    Math.min(
      width + gap,
      Math.max(
        gap + Math.max(0, ...(heads[column] ?? []).map((line) => widthOf(line))),
        (deepest[column] ?? 0) + apart,
      ),
    ),
  );
  const lastWidth = Math.max(widths[widths.length - 1] ?? 0, Math.min(wanted, roomyColumn));
  // No closer than is needed: what can stand side by side does.
  let over = (beside[widths.length - 1] ?? 0) + lastWidth - limit;
  const steps = widths.map((width) => width + gap);
  for (let closer = true; over > 0 && closer; ) {
    closer = false;
    for (let column = 0; column < steps.length - 1 && over > 0; column++) {
      if ((steps[column] ?? 0) <= (least[column] ?? 0)) continue;
      steps[column] = (steps[column] ?? 0) - 1;
      closer = true;
      over--;
    }
  }
  return running(steps);
}

function running(steps: readonly number[]): readonly number[] {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum - step;
  });
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where the effects of a lone column are aligned: after the longest call, unless that leaves them no room. */
function tabStop(cells: readonly Cell[], column: number): number {
  const lefts = cells
    .filter((cell) => cell.column === column && cell.rights[0] !== '')
    .map((cell) => cell.indent * 2 + widthOf(cell.left) + space);
  return Math.min(Math.max(0, ...lefts), 38);
}

function cellWidth(cell: Cell, tab: number): number {
  return widthWith(cell.indent * 2 + widthOf(cell.left), cell.rights[0] ?? '', tab);
}

function widthWith(left: number, right: string, tab: number): number {
  return right === '' ? left : Math.max(left + space, tab) + widthOf(right);
}

/** Names of functions are not cut, within reason, and there is room for something below them; and the next column begins
 *  further right than anything here. */
function leastWidth(cell: Cell): number {
  const name = widthOf(cell.short);
  const shortest = Math.min(...cell.rights.filter((right) => right !== '').map((right) => widthOf(right)));
  const below = shortest === Infinity ? 0 : Math.min(cell.indent * 2 + 4 + shortest, longestName);
  return Math.max(
    below,
    cell.indent * 2 + apart,
    name > longestName ? leastStrip : Math.min(cell.indent * 2 + name, longestName),
  );
}

/** @param edge where the next column begins: no line begins there */
function cellLines(cell: Cell, room: number, tab: number, edge: number): readonly string[] {
  const last = cell.rights[cell.rights.length - 1] ?? '';
  const indent = cell.indent * 2;
  const width = Math.max(room, indent + 4 + leastStrip);
  const margin = ' '.repeat(indent);
  const fits = (right: string): boolean => right !== '' && indent + 4 + widthOf(right) <= width;
  // What is most telling stands below the call rather than something else beside it.
  const telling = cell.rights.filter((right) => right !== '' && cell.rights[0]?.startsWith(right.replace(/, …$/, '')));
  const [next] = cell.rights.filter(fits);
  for (const right of telling.some(fits) ? telling : next === undefined ? cell.rights : [next]) {
    if (right === '' && cell.rights.length > 1) continue;
    for (const [left, start] of [
      [cell.left, tab],
      [cell.left, 0],
      [cell.short, 0],
    ] as const) {
      if (widthWith(indent + widthOf(left), right, start) > width) continue;
      return [
        right === '' ? margin + left : padded(margin + left, Math.max(indent + widthOf(left) + space, start)) + right,
      ];
    }
  }
  const left = margin + (widthOf(cell.left) + indent <= width ? cell.left : cell.short);
  const fitting = cell.rights.find(fits);
  const right = fitting ?? last;
  if (right === '') return wrappedList(left, width, indent + 4);
  const below = indent + 4;
  const start = Math.max(widthOf(left) + space, tab);
  const lines = wrappedList(right, width - below, 2);
  const under = [...wrappedList(left, width, below), ...lines.map((line) => ' '.repeat(below) + line)];
  if (fitting !== undefined || width - start < leastStrip || start + 2 >= edge) return under;
  // Effects continue below themselves where a readable strip is left for them, and that takes no more lines.
  const beside = wrappedList(right, width - start, 2);
  if (beside.length > under.length) return under;
  return beside.map((line, i) => (i === 0 ? padded(left, start) : ' '.repeat(start)) + line);
}

/** Gives every column what it wants if all fits; else the narrow ones what they want and the others equal parts, but each
 *  what it cannot do without, even if the whole then becomes wider. */
function shared(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = natural.map((wanted, column) => Math.min(wanted, least[column] ?? wanted));
  let left = room - widths.reduce((sum, width) => sum + width, 0);
  while (left > 0) {
    const hungry = natural.flatMap((wanted, column) => ((widths[column] ?? 0) < wanted ? [column] : []));
    const narrowest = hungry.sort((a, b) => (widths[a] ?? 0) - (widths[b] ?? 0))[0];
    if (narrowest === undefined) break;
    widths[narrowest] = (widths[narrowest] ?? 0) + 1;
    left--;
  }
  return widths;
}

/** Breaks between the effects of a list before it breaks one of them. Later lines of one effect are indented by
 *  `hanging`. */
function wrappedList(text: string, width: number, hanging: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  for (const item of listOf(text.trimStart())) {
    const last = lines[lines.length - 1];
    if (last !== undefined && widthOf(last) + 1 + widthOf(item) <= width) lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(...wrapped(indent + item, width, hanging));
  }
  return lines;
}

/** `a 1 → 2, b {c, d}` as `a 1 → 2,` and `b {c, d}`. */
function listOf(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if ('({['.includes(letter)) depth++;
    if (')}]'.includes(letter)) depth--;
    if (letter !== ' ' || depth > 0 || text.charAt(i - 1) !== ',') continue;
    items.push(text.slice(start, i));
    start = i + 1;
  }
  return [...items, text.slice(start)];
}

/** Breaks at spaces; a word that is longer than the line is cut at one of its seams. Later lines are indented by `hanging`. */
export function wrapped(text: string, width: number, hanging: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  const hang = ' '.repeat(Math.min(hanging, Math.max(0, width - 8)));
  let line = /^ */.exec(text)?.[0] ?? '';
  let empty = true;
  // A change stays together: what a value was is not to be read without what it is. And a number with its name.
  for (const part of text.trimStart().split(/(?<!→) (?!→|-?\d)/)) {
    let word = part;
    if (!empty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line.trimEnd());
      line = hang;
      empty = true;
    }
    if (empty && word === '') continue; // two blanks where the line was broken
    while (widthOf(line) + widthOf(word) > width && word.length > 1 && empty) {
      const cut = seam(word, Math.max(1, width - widthOf(line)));
      lines.push((line + word.slice(0, cut)).trimEnd());
      word = word.slice(cut).trimStart();
      line = hang;
    }
    line = empty ? line + word : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Where a word is cut that has room for so many letters: at a space, else after a dot, a bracket, a slash, a | or an underscore, or before a
 *  capital; in the middle of a name only where it has none of them. */
function seam(word: string, room: number): number {
  for (const ends of [/ $/, /[.([{/|]$/, /_$/, /[a-z0-9]$/]) {
    for (let cut = room; cut > room / 3; cut--) {
      const capital = !ends.source.startsWith('[a-z') || /^[A-Z]/.test(word.slice(cut));
      if (ends.test(word.slice(0, cut)) && capital) return cut;
    }
  }
  return room;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
