// SPDX-License-Identifier: MIT
// Random statements about what a function has of its own: variables that are declared and assigned, structures on its stack.

import type { Draw } from './draw.ts';
import { bool, index, int, kindOf, maybeObj, newRec, obj, rec, wide } from './expressions.ts';
import type { Scope } from './scope.ts';

type Lines = readonly string[];

/** What an assignment may be disguised as: parentheses and `!`. */
export function target(draw: Draw, text: string): string {
  switch (draw.next(16)) {
    case 15:
      return `(${text})`;
    case 14:
      return `${text}!`;
    default:
      return text;
  }
}

/** For numbers: also a cast, which what is written has to fit. */
export function counter(draw: Draw, text: string): string {
  return draw.rarely(8) ? `(${text} as ${draw.of(['int<0, 3>', 'u8', 'i32', 'int<0, 2>'])})` : target(draw, text);
}

export function local(draw: Draw, scope: Scope): Lines {
  const name = scope.name('v');
  const declared = (text: string, kind: Parameters<Scope['add']>[1], constant = false): Lines => {
    scope.add(name, kind, !constant);
    return [text];
  };
  switch (draw.next(11)) {
    case 1:
      return declared(`const ${name} = ${bool(draw, scope)};`, 'bool', true);
    case 2:
      return declared(`let ${name}: bool = ${bool(draw, scope)};`, 'bool');
    case 3:
      return declared(`let ${name}: obj | null = ${maybeObj(draw, scope)};`, 'obj?');
    case 4:
      return declared(`const ${name}: obj = ${obj(draw, scope)};`, 'obj', true);
    case 5:
      return declared(`const ${name}: rec = ${newRec(draw, scope)};`, 'rec', true);
    case 6:
      return declared(`let ${name}: i32 = ${wide(draw, scope)};`, 'wide');
    case 7:
      return declared(`const ${name}: array<int<0, 3>, 2> = array(2, ${draw.next(4)});`, 'cells', true);
    case 8: {
      const [on, v] = [scope.name('p'), scope.name('p')];
      const lines = [`const { on: ${on}, v: ${v} } = ${rec(draw, scope)};`];
      scope.add(on, 'bool', false);
      scope.add(v, 'int', false);
      return lines;
    }
    case 9:
      return declared(`let ${name}: kind = ${kindOf(draw, scope)};`, 'kind');
    case 10:
      return declared(`const ${name} = (${int(draw, scope)}) as int<0, 3>;`, 'int', true);
    default:
      return declared(`let ${name}: int<0, 3> = ${int(draw, scope)};`, 'int');
  }
}

export function reassign(draw: Draw, scope: Scope): Lines {
  const whole = scope.pick(draw, 'int', true);
  switch (draw.next(6)) {
    case 1: {
      const flag = scope.pick(draw, 'bool', true);
      if (flag !== null) return [`${target(draw, flag)} = ${bool(draw, scope)};`];
      break;
    }
    case 2: {
      const ref = scope.pick(draw, 'obj?', true);
      if (ref !== null) return [`${target(draw, ref)} = ${maybeObj(draw, scope)};`];
      break;
    }
    case 3: {
      const big = scope.pick(draw, 'wide', true);
      if (big !== null) return [`${target(draw, big)} ${draw.of(['=', '+=', '-=', '*='])} ${wide(draw, scope)};`];
      break;
    }
    case 4: {
      const cells = scope.pick(draw, 'cells');
      if (cells !== null) return [`${cells}[${index(draw, scope)}] ${draw.of(['=', '+='])} ${int(draw, scope)};`];
      break;
    }
    case 5: {
      if (whole !== null) return [`${counter(draw, whole)} ${draw.of(['+=', '^=', '<<='])} ${int(draw, scope)};`];
      break;
    }
  }
  if (whole === null) return [`${scope.place.objects[0]}.flag = !${scope.place.objects[0]}.flag;`];
  return [`${counter(draw, whole)} = ${int(draw, scope)};`];
}

export function frame(draw: Draw, scope: Scope): Lines {
  const known = scope.pick(draw, 'frame');
  if (known === null) {
    const name = scope.name('s');
    const lines = [`const ${name} = new frame(${int(draw, scope)});`];
    scope.add(name, 'frame', false);
    return [...lines, ...(draw.often() ? [`fill(${name}, ${obj(draw, scope)});`] : [])];
  }
  return draw.of([
    [`${known}.i = ${int(draw, scope)};`],
    [`fill(${known}, ${obj(draw, scope)});`],
    [`${known}.leaf.v += ${int(draw, scope)};`],
    [`${known}.xs[${index(draw, scope)}] = ${int(draw, scope)};`],
    [`${known}.i += spoil(${known});`],
    [`${obj(draw, scope)}.m = ${known}.i;`],
    [`${known}.r = { ...${known}.r, v: spoil(${known}) };`],
  ]);
}
