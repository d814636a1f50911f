// SPDX-License-Identifier: MIT
// Cuts a litmus test into its sections: head, initial values, processes, `locations`, `filter`, and what is asked. Hard case:
// `(*` begins a comment between the sections, and in C, as in `READ_ONCE(*x)`, it does not.

import type { Piece, Source } from './source.ts';

export interface Sections {
  /** `C`, `X86`, as the head says. */
  readonly architecture: string;
  readonly name: string;
  readonly initial: Piece;
  /** In C, each process from its `P0` to its brace; else the table of all of them as one piece. */
  readonly processes: readonly Piece[];
  /** `locations`, `filter` and the condition. */
  readonly rest: Piece;
  /** What a comment says that the answer is: `Result: Never`. Null: none says so. */
  readonly result: string | null;
}

const asked = /\b(?:locations|filter|exists|forall)\b|~\s*exists\b|\bnot\s+exists\b/;

export function sectionsOf(source: Source): Sections {
  const { text } = source;
  const outside = withoutComments(text);
  const head = /^\s*(\S+)[ \t]+(\S[^\n]*)/.exec(outside);
  if (head === null)
    source.giveUp(0, 1, {
      what: 'a file that is no litmus test',
      why: 'its first line says what it is written in, and its name',
      instead: 'C MP+mine',
    });
  const [, architecture = '', name = ''] = head;
  const open = outside.indexOf('{', head[0].length);
  const close = open < 0 ? -1 : closing(outside, open);
  if (close < 0)
    source.giveUp(open < 0 ? head[0].length : open, 1, {
      what: 'no initial values',
      why: 'they stand in braces behind the head, and may be empty',
      instead: '{}',
    });
  const initial = { text: outside.slice(open + 1, close), at: open + 1 };
  const { processes, end } =
    architecture === 'C' ? functions(source, outside, close + 1) : table(source, outside, close + 1);
  const rest = { text: withoutComments(text.slice(end)), at: end };
  const result = /\bResult:\s*(\w+)/.exec(text)?.[1] ?? null;
  return { architecture, name: name.trim(), initial, processes, rest, result };
}

interface Processes {
  readonly processes: readonly Piece[];
  readonly end: number;
}

function functions(source: Source, outside: string, from: number): Processes {
  const { text } = source;
  const processes: Piece[] = [];
  let at = from;
  for (;;) {
    // Comments between processes are already blank; what is inside one is C, and read from the text itself.
    const begin = /^\s*(?=P\d+\s*\()/.exec(withoutComments(text.slice(at)));
    if (begin === null) break;
    const start = at + begin[0].length;
    const bare = withoutCComments(text.slice(start));
    const open = bare.indexOf('{');
    const close = open < 0 ? -1 : closing(bare, open);
    if (close < 0)
      source.giveUp(start, 2, {
        what: 'a process without an end',
        why: 'its braces do not match',
        instead: 'P0() { }',
      });
    processes.push({ text: bare.slice(0, close + 1), at: start });
    at = start + close + 1;
  }
  if (processes.length === 0) {
    const found = /\S+/.exec(outside.slice(from));
    source.giveUp(found === null ? from : from + found.index, found?.[0].length ?? 1, {
      what: 'no process',
      why: 'behind the initial values stands what runs',
      instead: 'P0(int *x) { WRITE_ONCE(*x, 1); }',
    });
  }
  return { processes, end: at };
}

function table(source: Source, outside: string, from: number): Processes {
  const found = asked.exec(outside.slice(from));
  if (found === null) {
    source.giveUp(from, 1, {
      what: 'nothing is asked',
      why: 'a test ends with a condition on its final states',
      instead: 'exists (0:EAX=0)',
    });
  }
  return { processes: [{ text: outside.slice(from, from + found.index), at: from }], end: from + found.index };
}

/** Where the brace at an offset is closed; −1: nowhere. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}

/** Between the sections: `(* *)`, which nest, and those of C. */
function withoutComments(text: string): string {
  let depth = 0;
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '(*') depth++;
    if (depth > 0) kept += blank(text[at]);
    else kept += text[at];
    if (two === '*)' && depth > 0) {
      depth--;
      kept += ' ';
      at++;
    }
  }
  return withoutCComments(kept);
}

function withoutCComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
}

const blank = (letter: string | undefined): string => (letter === '\n' ? '\n' : ' ');
