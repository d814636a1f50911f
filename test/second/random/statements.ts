// SPDX-License-Identifier: MIT
// Random statements, one a line, so that a violation can be told by its line.

import type { Draw } from './draw.ts';
import { bool, disguised, index, int, kindOf, maybeObj, newRec, obj, wide } from './expressions.ts';
import { counter, frame, local, reassign, target } from './locals.ts';
import type { Scope } from './scope.ts';

type Lines = readonly string[];

/** Up to `most` statements. */
export function block(draw: Draw, scope: Scope, most: number): Lines {
  const lines: string[] = [];
  for (let count = 1 + draw.next(most); count > 0; count--) lines.push(...statement(draw, scope));
  return lines;
}

function nested(head: string, lines: Lines, tail = '}'): Lines {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), tail];
}

export function statement(draw: Draw, scope: Scope): Lines {
  const { pure } = scope.place;
  if (pure) return [];
  const deep = scope.depth > 2;
  if (scope.place.pools && draw.rarely(3)) return pooled(draw, scope);
  switch (draw.next(deep ? 14 : 26)) {
    case 1:
    case 2:
      return [
        `${counter(draw, `${obj(draw, scope)}.${draw.of(['m', 'n', 'leaf.v', 'own.v'])}`)} = ${int(draw, scope)};`,
      ];
    case 3:
      return [`${target(draw, `${obj(draw, scope)}.flag`)} = ${bool(draw, scope)};`];
    case 4:
      return compound(draw, scope);
    case 5:
      return [`${obj(draw, scope)}.${draw.of(['next', 'refs[0]', 'refs[1]'])} = ${maybeObj(draw, scope)};`];
    case 6:
      return local(draw, scope);
    case 7:
      return reassign(draw, scope);
    case 8:
      return call(draw, scope);
    case 9:
      return [`${obj(draw, scope)}.${draw.of(['r', 'recs[0]', 'recs[1]'])} = ${newRec(draw, scope)};`];
    case 10:
      return [`${obj(draw, scope)}.xs[${index(draw, scope)}] = ${int(draw, scope)};`];
    case 11:
      return judgement(draw, scope);
    case 12:
      return frame(draw, scope);
    case 13:
      return draw.of([
        [`${obj(draw, scope)}.big = ${wide(draw, scope)};`],
        [`${obj(draw, scope)}.kind = ${kindOf(draw, scope)};`],
        [`${obj(draw, scope)}.own = ${obj(draw, scope)}.${draw.of(['own', 'leaf'])};`],
        [`${obj(draw, scope)}.ops = ${draw.of(['ops0', 'ops1', `${scope.place.objects[0]}.ops`, 'noOps()'])};`],
      ]);
    case 14:
    case 15: {
      const then = block(draw, scope.inner(), 2);
      const head = `if (${bool(draw, scope)})`;
      if (draw.often()) return nested(head, then);
      return [...nested(head, then, '} else {'), ...block(draw, scope.inner(), 2).map((line) => `  ${line}`), '}'];
    }
    case 16:
    case 17:
      return loop(draw, scope);
    case 18:
    case 19:
      return section(draw, scope);
    case 20:
    case 21:
      return wait(draw, scope);
    case 22:
      return jump(draw, scope);
    case 23:
      return pooled(draw, scope);
    case 24:
      return selected(draw, scope);
    case 25: {
      const label = scope.name('B');
      const inner = scope.inner({ blocks: [...scope.place.blocks, label] });
      return nested(`${label}:`, [
        ...block(draw, inner, 2),
        `if (${bool(draw, scope)}) break ${label};`,
        ...block(draw, inner, 1),
      ]);
    }
    default:
      return [`${draw.of(scope.place.objects)}.m = ${int(draw, scope)};`];
  }
}

/** The value often calls what changes the target. */
function compound(draw: Draw, scope: Scope): Lines {
  const at = `${obj(draw, scope)}.${draw.of(['m', 'n', 'leaf.v', 'own.v', 'xs[1]', `xs[${index(draw, scope)}]`])}`;
  switch (draw.next(6)) {
    case 1:
      return [`${at}--;`];
    case 2:
      return [`${counter(draw, at)} ${draw.of(['+=', '-=', '*=', '|=', '^=', '&='])} ${int(draw, scope)};`];
    case 3:
      return scope.place.level > 0 ? [`${at} += f0(${obj(draw, scope)}, ${int(draw, scope)});`] : [`++${at};`];
    case 4:
      return [`${at} ${draw.of(['<<=', '>>=', '>>>=', '%=', '/='])} ${int(draw, scope)};`];
    case 5:
      return [`${obj(draw, scope)}.seen = (${obj(draw, scope)}.seen + 1) % 3;`];
    default:
      return [`${at}++;`];
  }
}

function call(draw: Draw, scope: Scope): Lines {
  const { level, tables } = scope.place;
  switch (draw.next(6)) {
    case 1:
      if (level > 1) return [`f1(${obj(draw, scope)}, ${bool(draw, scope)});`];
      break;
    case 2:
      if (level > 2) return [`f2(${obj(draw, scope)}, ${int(draw, scope)});`];
      break;
    case 3:
      if (tables) return [`${obj(draw, scope)}.ops!.put!(${obj(draw, scope)});`];
      break;
    case 4:
      if (tables) return [`${obj(draw, scope)}.m = ops0.get(${obj(draw, scope)}, ${int(draw, scope)});`];
      break;
    case 5:
      return [`swap(${obj(draw, scope)});`];
  }
  return level > 0 ? [`f0(${obj(draw, scope)}, ${int(draw, scope)});`] : [`swap(${obj(draw, scope)});`];
}

function judgement(draw: Draw, scope: Scope): Lines {
  const fine = `${bool(draw, scope)} || ${obj(draw, scope)}.seen < 2`;
  return draw.of([
    [`assert(${fine}, 'fine');`],
    [`warn(${bool(draw, scope)} || ${bool(draw, scope)}, 'hm');`],
    [`note('here', ${draw.next(3)});`],
    [`${draw.of(scope.place.objects)}.seen = ${draw.next(3)};`],
  ]);
}

/** Of every kind. What is waited for is looked at in each round. */
export function loop(draw: Draw, scope: Scope): Lines {
  if (scope.place.loops.length > 0) return [`${obj(draw, scope)}.flag = ${bool(draw, scope)};`];
  const label = draw.rarely(4) ? scope.name('L') : '';
  const head = label === '' ? '' : `${label}: `;
  const inner = scope.inner({ loops: [label] });
  const test = `${draw.of(scope.place.objects)}.flag${draw.rarely(3) ? ` && ${bool(draw, scope)}` : ''}`;
  const kind = draw.next(scope.place.atomic ? 2 : 7);
  switch (kind) {
    case 1: {
      const name = inner.add(inner.name('i'), 'int', false);
      const rounds = 1 + draw.next(2);
      return nested(`${head}for (let ${name}: u8 = 0; ${name} < ${rounds}; ${name}++)`, block(draw, inner, 2));
    }
    case 2:
      return nested(`${head}while (${test})`, block(draw, inner, 2));
    case 3:
      return nested(`${head}do`, block(draw, inner, 2), `} while (${test});`);
    case 4:
      return nested(`${head}for (;;)`, [
        ...block(draw, inner, 1),
        `if (!${test}) break${label === '' ? '' : ` ${label}`};`,
      ]);
    case 5:
      return nested(
        `${head}for (; ${test}; ${draw.of(scope.place.objects)}.flag = ${bool(draw, scope)})`,
        block(draw, inner, 1),
      );
    case 6:
      return nested(`${head}while (${draw.of(['true', 'maybe()', test])})`, [
        `${draw.of(scope.place.objects)}.m = ${int(draw, inner)};`,
        ...block(draw, inner, 1),
        `if (${bool(draw, inner)}) ${draw.of(['break', 'continue'])};`,
      ]);
    default: {
      const name = inner.add(inner.name('i'), 'int', false);
      return nested(`${head}for (let ${name}: u8 = 0; ${name} < 2; ${name}++)`, [
        `${draw.of(scope.place.objects)}.${draw.of(['m', 'n'])} = ${name};`,
        ...(draw.often() ? block(draw, inner, 1) : []),
      ]);
    }
  }
}

function section(draw: Draw, scope: Scope): Lines {
  const inner = scope.inner({ atomic: true, result: null, loops: [], blocks: [] });
  if (draw.often()) return nested('atomically(() =>', block(draw, inner, 3), '});');
  const name = scope.name('y');
  const early = draw.often() ? [`if (${bool(draw, inner)}) return ${int(draw, inner)};`] : [];
  const lines = [...early, ...block(draw, inner, 2), `return ${int(draw, inner)};`];
  const text = nested(`const ${name}: int<0, 3> = atomically(() =>`, lines, '});');
  scope.add(name, 'int', false);
  return text;
}

function wait(draw: Draw, scope: Scope): Lines {
  const looking = scope.inner({ pure: true });
  const condition = `waitUntil(() => ${draw.often() ? bool(draw, looking) : `${draw.of(scope.place.objects)}.flag`});`;
  if (draw.often() || scope.place.atomic) return [condition];
  const inner = scope.inner({ atomic: true, result: null, loops: [], blocks: [] });
  return nested('atomically(() =>', [condition, ...block(draw, inner, 2)], '});');
}

function jump(draw: Draw, scope: Scope): Lines {
  const { loops, blocks, result } = scope.place;
  const [label] = loops;
  const block = blocks[blocks.length - 1];
  const word = draw.of(['return', 'break', 'continue', 'block']);
  if (word === 'block' && block !== undefined) return [`if (${bool(draw, scope)}) break ${block};`];
  if (word === 'block' || word === 'return' || label === undefined) {
    if (result === null) return [];
    return [`if (${bool(draw, scope)}) return${result === 'void' ? '' : ` ${resultText(draw, scope, result)}`};`];
  }
  return [`if (${bool(draw, scope)}) ${word}${label === '' ? '' : ` ${label}`};`];
}

export function resultText(draw: Draw, scope: Scope, kind: NonNullable<Scope['place']['result']>): string {
  switch (kind) {
    case 'bool':
      return bool(draw, scope);
    case 'obj?':
      return maybeObj(draw, scope);
    default:
      return disguised(draw, int(draw, scope), 'int<0, 3>');
  }
}

function pooled(draw: Draw, scope: Scope): Lines {
  const name = scope.name('t');
  const known = scope.pick(draw, 'item');
  switch (draw.next(7)) {
    case 1: {
      const inner = scope.inner();
      inner.add(name, 'item', false);
      return [
        `const ${name}: item | null = ${obj(draw, scope)}.item;`,
        ...nested(`if (${name} !== null)`, block(draw, inner, 2)),
      ];
    }
    case 2:
      return known === null ? [`free(alloc(item));`] : [`free(${known});`];
    case 3:
      return known === null
        ? [`${obj(draw, scope)}.item = ${obj(draw, scope)}.item;`]
        : [`${known}.${draw.of(['v = 1', 'v++', `v += ${int(draw, scope)}`])};`];
    case 4:
      return [`${obj(draw, scope)}.item = alloc(item);`];
    // Used after it was freed, if the condition is true then.
    case 5:
      return [
        `const ${name} = alloc(item);`,
        `${obj(draw, scope)}.item = ${name};`,
        `free(${name});`,
        `if (${bool(draw, scope)}) ${name}.v = 1;`,
      ];
    // What is allocated again shows nothing of what was there.
    case 6: {
      const again = scope.name('t');
      scope.add(again, 'item', false);
      return [
        `const ${name} = alloc(item);`,
        `${name}.v = ${draw.of(['2', '3', '-1'])};`,
        `${name}.on = ${bool(draw, scope)};`,
        `free(${name});`,
        `const ${again} = alloc(item);`,
        `${obj(draw, scope)}.m = ${again}.v & 3;`,
        `if (${again}.on) ${obj(draw, scope)}.flag = true;`,
      ];
    }
    default: {
      scope.add(name, 'item', false);
      return [
        `const ${name} = alloc(item);`,
        ...(draw.often() ? [`${obj(draw, scope)}.item = ${name};`] : [`free(${name});`]),
      ];
    }
  }
}

function selected(draw: Draw, scope: Scope): Lines {
  const inner = (): Scope => scope.inner({ loops: [] });
  const body = (): Lines => block(draw, inner(), 1).map((line) => `    ${line}`);
  return [
    `switch (${int(draw, scope)} + 0) {`,
    ...(draw.rarely(4) ? ['  default:', ...body(), '    break;'] : []),
    `  case ${draw.next(2)}:`,
    ...body(),
    '    break;',
    '  case TWO:',
    ...(draw.often() ? ['  case 3:'] : []),
    ...body(),
    '    break;',
    '}',
  ];
}
