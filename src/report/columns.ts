// SPDX-License-Identifier: MIT
// Text geometry: lines of several threads as columns side by side, for a terminal and for plain-text mail. 72 characters
// wide where that is possible; with many threads every column keeps room for a kernel function's name instead.

import stringWidth from 'string-width';

export interface Cell {
  readonly column: number;
  readonly indent: number;
  readonly left: string;
  readonly right: string;
}

/** A line across all columns: where a loop begins, what went wrong at the end. */
export interface Band {
  readonly across: string;
}

export const mailWidth = 72;
const margin = 2;
const gap = 2;
/** Fewer characters than this make a column of fragments. */
const leastColumn = 28;
/** Fewer than this and two short columns read as one. */
const leastShown = 20;
/** Between a call and what it did. */
const space = 2;

export function columns(headers: readonly string[], rows: readonly (Cell | Band)[], limit: number): readonly string[] {
  const cells = rows.filter((row): row is Cell => !('across' in row));
  const tabs = headers.map((_, column) => (headers.length === 1 ? tabStop(cells, column) : 0));
  const natural = headers.map((header, column) =>
    Math.max(
      leastShown,
      Math.min(stringWidth(header), leastColumn),
      ...cells.filter((cell) => cell.column === column).map((cell) => cellWidth(cell, tabs[column] ?? 0)),
    ),
  );
  const gaps = (headers.length - 1) * gap;
  const room = Math.max(limit - margin - gaps, headers.length * leastColumn);
  const widths = shared(natural, room);
  const total = widths.reduce((sum, width) => sum + width, gaps);

  const out: string[] = [];
  const emit = (texts: readonly (readonly string[])[]): void => {
    const height = Math.max(0, ...texts.map((lines) => lines.length));
    for (let i = 0; i < height; i++) {
      const line = texts.map((lines, column) => padded(lines[i] ?? '', widths[column] ?? 0)).join(' '.repeat(gap));
      out.push(`${' '.repeat(margin)}${line}`.trimEnd());
    }
  };
  emit(headers.map((header, column) => wrapped(header, widths[column] ?? 0, 0)));
  out.push(`${' '.repeat(margin)}${'─'.repeat(Math.max(total, Math.min(limit - margin, mailWidth - margin)))}`);
  for (const row of rows) {
    if ('across' in row) {
      for (const line of wrapped(row.across, Math.max(total, limit - margin), 2))
        out.push(`${' '.repeat(margin)}${line}`);
    } else {
      const width = widths[row.column] ?? 0;
      emit(headers.map((_, column) => (column === row.column ? cellLines(row, width, tabs[column] ?? 0) : [])));
    }
  }
  return out;
}

/** Where the effects of a lone column are aligned: after the longest call, unless that leaves them no room. */
function tabStop(cells: readonly Cell[], column: number): number {
  const lefts = cells
    .filter((cell) => cell.column === column && cell.right !== '')
    .map((cell) => cell.indent * 2 + stringWidth(cell.left) + space);
  return Math.min(Math.max(0, ...lefts), 38);
}

function cellWidth(cell: Cell, tab: number): number {
  const left = cell.indent * 2 + stringWidth(cell.left);
  return cell.right === '' ? left : Math.max(left + space, tab) + stringWidth(cell.right);
}

function cellLines(cell: Cell, width: number, tab: number): readonly string[] {
  const indent = ' '.repeat(cell.indent * 2);
  const left = `${indent}${cell.left}`;
  if (cellWidth(cell, tab) <= width) {
    return [cell.right === '' ? left : padded(left, Math.max(stringWidth(left) + space, tab)) + cell.right];
  }
  if (cell.right === '') return wrapped(left, width, cell.indent * 2 + 4);
  if (cellWidth(cell, 0) <= width) return [`${left}${' '.repeat(space)}${cell.right}`];
  const start = Math.max(stringWidth(left) + space, tab);
  // Effects continue below themselves where a readable strip is left for them, else below their call.
  if (width - start >= 24) {
    const lines = wrapped(cell.right, width - start, 2);
    return lines.map((line, i) => (i === 0 ? padded(left, start) : ' '.repeat(start)) + line);
  }
  const below = cell.indent * 2 + 4;
  const lines = wrapped(cell.right, Math.max(width - below, 8), 2);
  return [...wrapped(left, width, below), ...lines.map((line) => ' '.repeat(below) + line)];
}

/** Gives every column what it wants if all fits; else the narrow ones what they want and the others equal parts. */
function shared(natural: readonly number[], room: number): readonly number[] {
  let left = room;
  const widths: number[] = natural.map(() => 0);
  const byWidth = natural.map((wanted, column) => ({ wanted, column })).sort((a, b) => a.wanted - b.wanted);
  byWidth.forEach(({ wanted, column }, done) => {
    const given = Math.min(wanted, Math.floor(left / (byWidth.length - done)));
    widths[column] = given;
    left -= given;
  });
  return widths;
}

/** Breaks at spaces; a word that is longer than the line is cut. Later lines are indented by `hanging`. */
export function wrapped(text: string, width: number, hanging: number): readonly string[] {
  if (stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  const hang = ' '.repeat(Math.min(hanging, Math.max(0, width - 8)));
  let line = /^ */.exec(text)?.[0] ?? '';
  let empty = true;
  for (const part of text.trimStart().split(' ')) {
    let word = part;
    if (!empty && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = hang;
      empty = true;
    }
    while (stringWidth(line) + stringWidth(word) > width && word.length > 1 && empty) {
      const cut = Math.max(1, width - stringWidth(line));
      lines.push(line + word.slice(0, cut));
      word = word.slice(cut);
      line = hang;
    }
    line = empty ? line + word : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
