// SPDX-License-Identifier: MIT
// Printed columns as lines: which thread's, how deep, and the pieces of text between commas, wide blanks and line breaks.
// All that is known is what everybody sees: names stand above the columns, a line belongs to the column in which it begins,
// calls nest by two blanks, and what begins four blanks further, or after a comma or an open bracket, goes on.

import { outermost } from './values.ts';

export interface Piece {
  readonly text: string;
  /** How it is parted from the piece before: a comma, a wide blank, or the end of a line, which may stand for any blank. */
  readonly after: 'comma' | 'blank' | 'break';
}

export interface Line {
  readonly kind: 'line';
  /** Counted in the printed text, from 1. */
  readonly row: number;
  readonly column: number;
  readonly indent: number;
  /** `lock_page(page0)`; the arguments are null where they are left out, `lock_page(…)`. */
  readonly call: { readonly function: string; readonly args: string | null } | null;
  readonly pieces: readonly Piece[];
  /** A step begins with it. */
  readonly marked: boolean;
}

export interface Band {
  readonly kind: 'band';
  readonly row: number;
  readonly text: string;
}

export interface Picture {
  /** Names as they stand above the columns. */
  readonly headers: readonly string[];
  readonly rows: readonly (Line | Band)[];
}

export class Unreadable extends Error {
  readonly row: number;
  constructor(row: number, message: string) {
    super(message);
    this.row = row;
  }
}

const margin = '  ';
/** In the margin of a column; in that of the page stands what is across. */
const marked = /^(?! {2}·)( *)· /;
const isBand = (text: string): boolean => /^(┌──|├──|└──|✗ |· )/.test(text) && text !== '✗ waits for ever';
/** A function, or the body of a thread: `CPU1 read()`. Where the line is too short, the path or the function stands below. */
const isPlace = (text: string): boolean => /^ {2}at(?: \S+:\d+(?: in(?: \S[^()]*\(\))?)?)?$/.test(text);

export function pictureOf(printed: readonly string[]): Picture {
  const rule = printed.findIndex((line) => /^ {2}─+$/.test(line));
  // Where nobody acts, all that is printed stands across.
  const empty =
    rule < 0 && printed.every((line) => isBand(line.slice(margin.length)) || line.startsWith(`${margin}  `));
  if (rule < 1 && !empty) throw new Unreadable(1, 'no line under the names of the threads');
  const { headers, starts } = headersOf(printed.slice(0, Math.max(rule, 0)));
  const rows: (Line | Band)[] = [];
  let open = null as Open | null;
  let ending = null as Omit<Band, 'kind'> | null;
  const close = (): void => {
    if (open !== null) rows.push(lineOf(open));
    if (ending !== null) rows.push({ kind: 'band', ...ending });
    open = null;
    ending = null;
  };
  for (const [index, text_] of printed.entries()) {
    if (index <= rule) continue;
    const isMarked = marked.test(text_);
    const whole = isMarked ? text_.replace(marked, '$1  ') : text_;
    const row = index + 1;
    if (!whole.startsWith(margin)) throw new Unreadable(row, 'a line without a margin');
    const text = whole.slice(margin.length);
    const at = text.length - text.trimStart().length;
    const last = rows.at(-1);
    if (text.startsWith('│ ') && last?.kind === 'band') {
      rows[rows.length - 1] = { ...last, text: `${last.text} ${text.slice(2).trim()}` };
    } else if ((at === 0 && isBand(text)) || isPlace(text)) {
      close();
      if (/^[✗·└]/.test(text) || at > 0) ending = { row, text: text.trim() };
      else rows.push({ kind: 'band', row, text });
    } else if (ending !== null && /^at(?: \S+:\d+(?: in)?)?$/.test(ending.text)) {
      ending = { row: ending.row, text: `${ending.text} ${text.trim()}` };
    } else if (ending !== null && text.startsWith('    ')) {
      // Facts stand below what is false, each on its line.
      close();
      ending = { row, text };
    } else if (ending !== null && text.startsWith('  ')) {
      ending = { row: ending.row, text: `${ending.text} ${text.trim()}` };
    } else {
      if (ending !== null) close();
      const column = starts.findLastIndex((start) => start <= at);
      const indent = at - (starts[column] ?? 0);
      const before = open;
      if (!isMarked && before !== null && before.column === column && goesOn(before, indent))
        before.lines.push(text.trimStart());
      else {
        close();
        open = { row, column, indent, marked: isMarked, lines: [text.trimStart()] };
      }
    }
  }
  close();
  return { headers, rows };
}

interface Open {
  readonly row: number;
  readonly marked: boolean;
  readonly column: number;
  readonly indent: number;
  readonly lines: string[];
}

function headersOf(lines: readonly string[]): { headers: readonly string[]; starts: readonly number[] } {
  const starts: number[] = [];
  const first = lines[0] ?? '';
  for (const match of first.slice(margin.length).matchAll(/(?:^|(?<= {2}))\S/g)) starts.push(match.index);
  const headers = starts.map((start, column) =>
    lines
      .map((line) => line.slice(margin.length + start, margin.length + (starts[column + 1] ?? Infinity)).trim())
      .filter((part) => part !== '')
      .join(' '),
  );
  return { headers, starts };
}

function goesOn(before: Open, indent: number): boolean {
  const text = before.lines.join(' ');
  if (indent >= before.indent + 4) return true;
  return indent === before.indent && text.endsWith(',');
}

function lineOf(open: Open): Line {
  const { row, column, marked } = open;
  const lines = withWholeName(open.lines);
  if (open.indent % 2 !== 0) throw new Unreadable(row, 'indented by an odd number of blanks');
  const common = { kind: 'line' as const, row, column, marked, indent: open.indent / 2 };
  // A name in front of the first bracket is a call, if the bracket is closed before a blank follows.
  const name = /^[A-Za-z_$][\w$]*(?=\()/.exec(lines[0] ?? '')?.[0];
  if (name === undefined) return { ...common, call: null, pieces: piecesOf(lines) };
  const rest: string[] = [];
  let args = '';
  let depth = 0;
  let over = false;
  for (const [i, line] of lines.entries()) {
    if (over) {
      rest.push(line);
      continue;
    }
    const text = i === 0 ? line.slice(name.length) : ` ${line}`;
    let at = 0;
    for (; at < text.length && !over; at++) {
      const letter = text.charAt(at);
      if ('({['.includes(letter)) depth++;
      if (')}]'.includes(letter)) depth--;
      args += letter;
      over = depth === 0;
    }
    if (over) rest.push(text.slice(at).trimStart());
  }
  if (!over) throw new Unreadable(row, 'a call without an end');
  const inner = args.slice(1, -1).trim();
  const call = { function: name, args: inner === '…' ? null : inner };
  return { ...common, call, pieces: piecesOf(rest) };
}

/** A name that was broken at its seams, in front of its bracket. */
function withWholeName([first = '', second = '', ...others]: readonly string[]): readonly string[] {
  if (/^[A-Za-z_$][\w$]*$/.test(first) && /^[\w$]+(?:\(|$)/.test(second))
    return withWholeName([first + second, ...others]);
  return [first, second, ...others].filter((line, i) => i === 0 || line !== '');
}

function piecesOf(lines: readonly string[]): readonly Piece[] {
  // A line break is marked, then all is split where no bracket is open.
  const whole = lines.filter((line) => line !== '').join('\n');
  const pieces: Piece[] = [];
  const parts = whole.replaceAll(',\n', ', ').replaceAll('\n', '  \n').split('  ');
  for (const part of parts) {
    const broken = part.startsWith('\n');
    for (const [i, item] of outermost(part.trim(), ', ').entries()) {
      const text = item.replaceAll(/\s*\n\s*/g, ' ').trim();
      if (text !== '') pieces.push({ text, after: i > 0 ? 'comma' : broken ? 'break' : 'blank' });
    }
  }
  return pieces;
}
