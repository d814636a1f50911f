// SPDX-License-Identifier: MIT
// Random expressions. Integers are 0 … 3 unless the tape asks for trouble; null is written so that TypeScript does not
// narrow a field to it; a literal never stands where TypeScript would compare it with another.

import type { Scope } from './scope.ts';
import type { Tape } from './tape.ts';

/** Numbers need no parentheses, and `1 === 2` is an error of types. */
function unfolded(text: string): string {
  return /^[\d-]|\?/.test(text) ? `(${text} + 0)` : text;
}

/** An object to look into: what is not there is a violation. */
export function target(tape: Tape, scope: Scope): string {
  return tape.rarely(8) && !scope.place.pure ? `${maybeNode(tape, scope.inner())}!` : node(tape, scope);
}

/** An object that is there, TypeScript believes. */
export function node(tape: Tape, scope: Scope): string {
  switch (tape.next(9)) {
    case 3:
    case 4:
      return scope.pick(tape, 'node') ?? 'w.b';
    case 5:
      return scope.place.depth > 3 ? 'w.a' : `(${maybeNode(tape, scope.inner())} ?? w.b)`;
    case 6:
      return scope.place.depth > 3 ? 'w.b' : `(${bool(tape, scope.inner())} ? w.a : w.b)`;
    case 7:
      return scope.place.pure || tape.next(2) === 0 ? 'w.a' : `${maybeNode(tape, scope.inner())}!`;
    default:
      return tape.of(['w.a', 'w.b']);
  }
}

export function maybeNode(tape: Tape, scope: Scope): string {
  const { depth, pure, level } = scope.place;
  const deeper = scope.inner();
  switch (tape.next(depth > 4 ? 3 : 9)) {
    case 1:
      return scope.pick(tape, 'node?') ?? 'w.b';
    case 2:
      return tape.of(['w.a', 'w.b']);
    case 3:
    case 4:
      return `${target(tape, deeper)}.next`;
    case 5:
      return `${target(tape, deeper)}.kids[${index(tape, deeper, 2)}]`;
    case 6:
      return `${record(tape, deeper)}.to`;
    case 7:
      return `(${bool(tape, deeper)} ? ${maybeNode(tape, deeper)} : ${maybeNode(tape, deeper)})`;
    case 8:
      return level > 2 && !pure ? `f2(${node(tape, deeper)}, ${int(tape, deeper)})` : 'none()';
    default:
      return 'none()';
  }
}

/** To what it fits in most programs, and in some not. */
export function cast(tape: Tape, text: string): string {
  return `(${text} as ${tape.of(['int<0, 3>', 'u8', 'int<-1, 4>', 'i32', 'int<0, 2>'])})`;
}

/** An index below `n`, or sometimes not. */
export function index(tape: Tape, scope: Scope, n: number): string {
  if (tape.rarely(24)) return int(tape, scope);
  return tape.next(3) === 2 ? `${int(tape, scope)} % ${n}` : String(tape.next(n));
}

export function record(tape: Tape, scope: Scope): string {
  const deeper = scope.inner();
  switch (tape.next(scope.place.depth > 3 ? 2 : 5)) {
    case 1:
      return scope.pick(tape, 'record') ?? 'w.a.entry';
    case 2:
      return `${target(tape, deeper)}.entry`;
    case 3:
      return `${target(tape, deeper)}.row[${index(tape, deeper, 2)}]`;
    case 4:
      return tape.next(2) === 0
        ? 'w.b.entry'
        : `entryOf(${bool(tape, deeper)}, ${int(tape, deeper)}, ${node(tape, deeper)})`;
    default:
      return 'w.a.entry';
  }
}

/** A record that is made here: needs a place whose type is known. */
export function newRecord(tape: Tape, scope: Scope): string {
  const deeper = scope.inner();
  if (tape.next(2) === 1) return record(tape, scope);
  if (tape.next(2) === 1) return `{ ...${record(tape, deeper)}, value: ${int(tape, deeper)} }`;
  return `{ on: ${bool(tape, deeper)}, value: ${int(tape, deeper)}, to: ${maybeNode(tape, deeper)} }`;
}

export function int(tape: Tape, scope: Scope): string {
  const { depth, pure, level, tables } = scope.place;
  const deeper = scope.inner();
  switch (tape.next(depth > 4 ? 5 : 26)) {
    case 1:
    case 2:
      return scope.pick(tape, 'int') ?? String(tape.next(4));
    case 3:
    case 4:
      return `${tape.of(['w.a', 'w.b'])}.${tape.of(['m', 'k', 'limit', 'cell.v'])}`;
    case 5:
    case 6:
      return `${target(tape, deeper)}.${tape.of(['m', 'k', 'limit', 'cell.v'])}`;
    case 7:
      return `(${int(tape, deeper)} + ${int(tape, deeper)}) % 4`;
    case 8:
      return `((${int(tape, deeper)} ${tape.of(['+', '-', '*', '^', '|'])} ${int(tape, deeper)}) & 3)`;
    case 9:
      return `(3 - ${int(tape, deeper)})`;
    case 10:
      return `(${int(tape, deeper)} ${tape.of(['/', '%', '>>', '>>>', '&'])} ${tape.of(['2', '3', '1'])})`;
    case 11:
      return `(${bool(tape, deeper)} ? ${int(tape, deeper)} : ${int(tape, deeper)})`;
    case 12:
    case 13:
      return `${target(tape, deeper)}.slots[${index(tape, deeper, 3)}]`;
    case 14:
      return `${record(tape, deeper)}.value`;
    case 15:
      return 'self()';
    case 16: {
      const frame = scope.pick(tape, 'frame');
      return frame === null ? '1' : `${frame}.${tape.of(['i', 'inner.j', 'xs[1]', `xs[${index(tape, deeper, 2)}]`])}`;
    }
    case 17: {
      const xs = scope.pick(tape, 'array');
      return xs === null ? '2' : `${xs}[${index(tape, deeper, 3)}]`;
    }
    case 18:
      return pure ? '3' : tape.of(['choose(2)', 'choose(3)', 'choose(4)']);
    case 19:
      return level > 0 && !pure ? `f0(${node(tape, deeper)}, ${int(tape, deeper)})` : '1';
    case 20:
      return tables && !pure ? `${target(tape, deeper)}.ops!.get(${node(tape, deeper)}, ${int(tape, deeper)})` : '1';
    case 21:
      return pure ? '2' : `atomically(() => ${int(tape, scope.inner({ atomic: true }))})`;
    case 22: {
      const item = scope.pick(tape, 'item');
      return item === null ? '2' : `(${item}.v & 3)`;
    }
    case 24:
    case 25:
      return cast(tape, `${int(tape, deeper)}${tape.of(['', ' - 1', ' + 1'])}`);
    case 23:
      // May leave the range: a division by zero, a negative number, a number above 3.
      return `(${int(tape, deeper)} ${tape.of(['-', '+', '%', '*'])} ${int(tape, deeper)})`;
    default:
      return String(tape.next(4));
  }
}

export function bool(tape: Tape, scope: Scope): string {
  const { depth, pure, level } = scope.place;
  const deeper = scope.inner();
  switch (tape.next(depth > 4 ? 4 : 18)) {
    case 1:
      return scope.pick(tape, 'bool') ?? 'true';
    case 2:
    case 3:
      return `${tape.of(['w.a', 'w.b'])}.flag`;
    case 4:
    case 5:
      return `${target(tape, deeper)}.flag`;
    case 6:
    case 7:
      return `(${unfolded(int(tape, deeper))} ${tape.of(['===', '<', '>', '!==', '<=', '>='])} ${int(tape, deeper)})`;
    case 8:
      return `!${bool(tape, deeper)}`;
    case 9:
    case 10:
      return `(${bool(tape, deeper)} && ${bool(tape, deeper)})`;
    case 11:
      return `(${bool(tape, deeper)} || ${bool(tape, deeper)})`;
    case 12:
      return `sameNode(${maybeNode(tape, deeper)}, ${maybeNode(tape, deeper)})`;
    case 13:
      return `same(${record(tape, deeper)}, ${record(tape, deeper)})`;
    case 14:
      return pure ? 'true' : 'maybe()';
    case 15:
      return `${record(tape, deeper)}.on`;
    case 16:
      return level > 1 && !pure ? `f1(${node(tape, deeper)}, ${bool(tape, deeper)})` : 'false';
    case 17: {
      const frame = scope.pick(tape, 'frame');
      if (frame !== null) return `${frame}.ok`;
      return pure ? 'false' : `(${tape.of(['w.a', 'w.b'])}.ops!.put !== null)`;
    }
    default:
      return tape.of(['true', 'false']);
  }
}
