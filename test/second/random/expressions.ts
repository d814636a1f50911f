// SPDX-License-Identifier: MIT
// Random expressions. Integers are 0 … 3 for the most part, so that few programs break at once; `wide` are those at the
// limits of 32 bits. The simplest of each kind comes first.

import type { Draw } from './draw.ts';
import type { Scope } from './scope.ts';

const LEAF = 3;

/** As it is, or in one of the disguises that change nothing. */
export function disguised(draw: Draw, text: string, type: string | null = null): string {
  switch (draw.next(12)) {
    case 11:
      return `(${text})`;
    case 10:
      return `((${text}))`;
    case 9:
    case 8:
      return type === null ? text : `(${text} as ${type})`;
    default:
      return text;
  }
}

/** An object to look into. */
export function obj(draw: Draw, scope: Scope): string {
  const { objects, pure } = scope.place;
  const deeper = scope.inner();
  switch (draw.next(scope.depth > LEAF ? 5 : 10)) {
    case 1:
    case 2:
      return draw.of(objects);
    case 3:
    case 4:
      return scope.pick(draw, 'obj') ?? objects[0];
    case 5:
      return `(${maybeObj(draw, deeper)} ?? ${objects[0]})`;
    case 6:
      return `(${bool(draw, deeper)} ? ${objects[0]} : ${draw.of(objects)})`;
    case 7:
      return pure ? objects[0] : `${maybeObj(draw, deeper)}!`;
    default:
      return objects[0];
  }
}

export function maybeObj(draw: Draw, scope: Scope): string {
  const { objects, level, pure } = scope.place;
  const deeper = scope.inner();
  switch (draw.next(scope.depth > LEAF ? 3 : 9)) {
    case 1:
      return scope.pick(draw, 'obj?') ?? 'none()';
    case 2:
      return draw.of(objects);
    case 3:
    case 4:
      return `${obj(draw, deeper)}.next`;
    case 5:
      return `${obj(draw, deeper)}.refs[${index(draw, deeper)}]`;
    case 6:
      return `${rec(draw, deeper)}.to`;
    case 7:
      return `(${bool(draw, deeper)} ? ${maybeObj(draw, deeper)} : ${maybeObj(draw, deeper)})`;
    case 8:
      return level > 2 && !pure ? `f2(${obj(draw, deeper)}, ${int(draw, deeper)})` : 'none()';
    default:
      return 'none()';
  }
}

/** Arrays have two elements. */
export function index(draw: Draw, scope: Scope): string {
  switch (draw.next(12)) {
    case 11:
      return int(draw, scope.inner());
    case 10:
    case 9:
      return `${int(draw, scope.inner())} % 2`;
    default:
      return String(draw.next(2));
  }
}

export function rec(draw: Draw, scope: Scope): string {
  const deeper = scope.inner();
  const first = `${scope.place.objects[0]}.r`;
  switch (draw.next(scope.depth > LEAF ? 2 : 5)) {
    case 1:
      return scope.pick(draw, 'rec') ?? first;
    case 2:
      return `${obj(draw, deeper)}.r`;
    case 3:
      return `${obj(draw, deeper)}.recs[${index(draw, deeper)}]`;
    case 4:
      return scope.place.pure ? first : `made(${bool(draw, deeper)}, ${int(draw, deeper)}, ${maybeObj(draw, deeper)})`;
    default:
      return first;
  }
}

/** A record that is made here: its type has to be known. */
export function newRec(draw: Draw, scope: Scope): string {
  const deeper = scope.inner();
  switch (draw.next(4)) {
    case 1:
      return `{ ...${rec(draw, deeper)}, v: ${int(draw, deeper)} }`;
    case 2:
      return `{ ...${rec(draw, deeper)}, on: ${bool(draw, deeper)}, v: ${int(draw, deeper)} }`;
    case 3:
      return `{ v: ${int(draw, deeper)}, on: ${bool(draw, deeper)}, to: ${maybeObj(draw, deeper)} }`;
    default:
      return rec(draw, deeper);
  }
}

export function kindOf(draw: Draw, scope: Scope): string {
  const deeper = scope.inner();
  switch (draw.next(scope.depth > LEAF ? 3 : 5)) {
    case 1:
      return draw.of(['kind.B', 'kind.C']);
    case 2:
      return scope.pick(draw, 'kind') ?? 'kind.A';
    case 3:
      return `${obj(draw, deeper)}.kind`;
    case 4:
      return `(${bool(draw, deeper)} ? ${kindOf(draw, deeper)} : ${kindOf(draw, deeper)})`;
    default:
      return 'kind.A';
  }
}

/** What may be cast to fits in most programs, and in some it does not. */
const CASTS = ['int<0, 3>', 'u8', 'i32', 'int<-2, 3>', 'int<0, 2>'] as const;

const fields = ['n', 'm', 'k', 'leaf.v', 'own.v'] as const;

export function int(draw: Draw, scope: Scope): string {
  const { pure, level, tables, property } = scope.place;
  const deeper = scope.inner();
  const two = (between: string): string => `${int(draw, deeper)} ${between} ${int(draw, deeper)}`;
  switch (draw.next(scope.depth > LEAF ? 6 : 25)) {
    case 1:
    case 2:
      return scope.pick(draw, 'int') ?? '1';
    case 3:
    case 4:
      return `${draw.of(scope.place.objects)}.${draw.of(fields)}`;
    case 5:
      return draw.of(['TWO', 'self()', 'cpu()', '0']);
    case 6:
    case 7:
      return `${obj(draw, deeper)}.${draw.of(fields)}`;
    case 8:
      return `(${two('+')}) % 4`;
    case 9:
      return `((${two(draw.of(['+', '-', '*', '^', '|']))}) & 3)`;
    case 10:
      return `(3 - ${int(draw, deeper)})`;
    case 11:
      return `(${int(draw, deeper)} ${draw.of(['/', '%', '>>', '>>>', '&'])} ${draw.of(['2', '3', '1'])})`;
    case 12:
      return `(${bool(draw, deeper)} ? ${int(draw, deeper)} : ${int(draw, deeper)})`;
    case 13:
    case 14:
      return `${obj(draw, deeper)}.xs[${index(draw, deeper)}]`;
    case 15:
      return `${rec(draw, deeper)}.v`;
    case 16: {
      const frame = scope.pick(draw, 'frame');
      return frame === null ? '1' : `${frame}.${draw.of(['i', 'leaf.v', 'xs[1]', `xs[${index(draw, deeper)}]`])}`;
    }
    case 17: {
      const cells = scope.pick(draw, 'cells');
      return cells === null ? '2' : `${cells}[${index(draw, deeper)}]`;
    }
    case 18:
      return pure ? '3' : draw.of(['choose(2)', 'choose(1)', 'choose(3)', 'choose(TWO)']);
    case 19:
      return level > 0 && !pure ? `f0(${obj(draw, deeper)}, ${int(draw, deeper)})` : '1';
    case 20:
      return tables && !pure ? `${obj(draw, deeper)}.ops!.get(${obj(draw, deeper)}, ${int(draw, deeper)})` : '1';
    case 21:
      return pure ? '2' : `atomically(() => ${int(draw, scope.inner({ atomic: true }))})`;
    case 22:
      return property ? `${obj(draw, deeper)}.seen` : `(${int(draw, deeper)} as ${draw.of(CASTS)})`;
    case 23: {
      const item = scope.pick(draw, 'item');
      return item === null ? `(${kindOf(draw, deeper)} + 0)` : `(${item}.v & 3)`;
    }
    case 24:
      // May leave the range: below 0, above 3, a divisor of zero.
      return `(${two(draw.of(['-', '+', '%', '*', '<<', '/']))})`;
    default:
      return String(draw.next(4));
  }
}

/** At the limits of what a number can be. */
export function wide(draw: Draw, scope: Scope): string {
  const deeper = scope.inner();
  const two = (between: string): string => `(${wide(draw, deeper)} ${between} ${wide(draw, deeper)})`;
  switch (draw.next(scope.depth > LEAF ? 4 : 11)) {
    case 1:
      return draw.of(['BIG', '2147483647', '-2147483648', '-1', '65535', '-128']);
    case 2:
      return `${draw.of(scope.place.objects)}.big`;
    case 3:
      return scope.pick(draw, 'wide') ?? 'BIG';
    case 4:
      return `-${disguised(draw, `(${wide(draw, deeper)})`)}`;
    case 5:
      return `~${wide(draw, deeper).replace(/^-/, '')}`;
    case 6:
      return two(draw.of(['+', '-', '*', '&', '|', '^', '/', '%']));
    case 7:
      return `(${wide(draw, deeper)} ${draw.of(['>>', '>>>', '<<'])} ${draw.of(['1', '31', '0', '7', int(draw, deeper)])})`;
    case 8:
      return `(${wide(draw, deeper)} as ${draw.of(['i32', 'i16', 'u16', 'i8'])})`;
    case 9:
      return `(${bool(draw, deeper)} ? ${wide(draw, deeper)} : ${wide(draw, deeper)})`;
    case 10:
      return int(draw, deeper);
    default:
      return '1';
  }
}

/** `1 === 2` is an error of types, and so is a comparison of what TypeScript believes to know. */
function unfolded(text: string): string {
  return `(${text} + 0)`;
}

export function bool(draw: Draw, scope: Scope): string {
  const { pure, level, tables } = scope.place;
  const deeper = scope.inner();
  const order = ['===', '<', '>', '!==', '<=', '>='] as const;
  switch (draw.next(scope.depth > LEAF ? 4 : 20)) {
    case 1:
      return scope.pick(draw, 'bool') ?? 'yes()';
    case 2:
    case 3:
      return `${draw.of(scope.place.objects)}.flag`;
    case 4:
    case 5:
      return `${obj(draw, deeper)}.flag`;
    case 6:
    case 7:
      return `(${unfolded(int(draw, deeper))} ${draw.of(order)} ${int(draw, deeper)})`;
    case 8:
      return `!${bool(draw, deeper)}`;
    case 9:
    case 10:
      return `(${bool(draw, deeper)} && ${bool(draw, deeper)})`;
    case 11:
      return `(${bool(draw, deeper)} || ${bool(draw, deeper)})`;
    case 12:
      return `is(${maybeObj(draw, deeper)}, ${maybeObj(draw, deeper)})`;
    case 13:
      return `same(${rec(draw, deeper)}, ${rec(draw, deeper)})`;
    case 14:
      return pure ? 'yes()' : 'maybe()';
    case 15:
      return level > 1 && !pure ? `f1(${obj(draw, deeper)}, ${bool(draw, deeper)})` : 'yes()';
    case 16:
      return tables && !pure ? `(${obj(draw, deeper)}.ops!.put !== null)` : 'yes()';
    case 17:
      return `(${unfolded(wide(draw, deeper))} ${draw.of(order)} ${wide(draw, deeper)})`;
    case 18:
      return `(${unfolded(kindOf(draw, deeper))} === ${kindOf(draw, deeper)})`;
    case 19:
      return `${rec(draw, deeper)}.on`;
    default:
      return draw.of(['no()', 'FLAG', 'yes()']);
  }
}
