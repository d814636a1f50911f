// SPDX-License-Identifier: MIT
// Random statements, one per line so that a violation's line says which.

import { bool, cast, index, int, maybeNode, newRecord, node, target } from './expressions.ts';
import { type Scope, written } from './scope.ts';
import { type Seed, Tape } from './tape.ts';

export function block(seeds: readonly Seed[], scope: Scope): string[] {
  return seeds.flatMap((seed) => statement(seed, scope));
}

function nested(head: string, seeds: readonly Seed[], scope: Scope): string[] {
  return [`${head} {`, ...block(seeds, scope), '}'];
}

/** What is assigned to, sometimes through a cast. */
function placed(tape: Tape, text: string): string {
  return tape.rarely(6) ? cast(tape, text) : text;
}

function statement(seed: Seed, scope: Scope): string[] {
  const tape = new Tape(seed.tape);
  const { place } = scope;
  switch (tape.next(32)) {
    case 1:
      return [`${target(tape, scope)}.flag = ${bool(tape, scope)};`];
    case 2:
    case 3: {
      const value = int(tape, scope);
      return [`let ${scope.add(scope.name('x'), 'int', true)}: int<0, 3> = ${value};`];
    }
    case 4: {
      const name = scope.pick(tape, 'int', true);
      if (name === null) return [`w.a.m = ${int(tape, scope)};`];
      return [`${placed(tape, name)} ${tape.of(['=', '^=', '+=', '-=', '/=', '&='])} ${int(tape, scope)};`];
    }
    case 5:
      return [
        `${placed(tape, `${target(tape, scope)}.m`)} ${tape.of(['^=', '+=', '-=', '%=', '&=', '='])} ${int(tape, scope)};`,
      ];
    case 6:
      return [`${target(tape, scope)}.${tape.of(['m++', 'm--', 'n++', 'n--', `slots[${index(tape, scope, 3)}]++`])};`];
    case 7:
    case 8: {
      const test = bool(tape, scope);
      const then = nested(`if (${test})`, seed.body, scope.inner());
      return seed.other.length === 0 ? then : [...then.slice(0, -1), ...nested('} else', seed.other, scope.inner())];
    }
    case 9:
      return counted(tape, seed, scope, '');
    case 10:
      return counted(tape, seed, scope, `${scope.name('again')}`);
    case 11:
      return polling(tape, seed, scope);
    case 12:
      return section(tape, seed, scope);
    case 13: {
      const guard = `waitUntil(() => ${bool(tape, scope.inner({ atomic: true }))});`;
      return [
        'atomically(() => {',
        guard,
        ...block(seed.body, scope.inner({ atomic: true, result: null, loops: [] })),
        '});',
      ];
    }
    case 14:
      return [`waitUntil(() => ${bool(tape, scope.inner({ atomic: true }))});`];
    case 15:
      return jump(tape, scope);
    case 16: {
      const value = maybeNode(tape, scope);
      return [`const ${scope.add(scope.name('p'), 'node?', false)}: node | null = ${value};`];
    }
    case 17: {
      const name = scope.name('q');
      const value = maybeNode(tape, scope);
      const inner = scope.inner();
      inner.add(name, 'node', false);
      return [`const ${name}: node | null = ${value};`, ...nested(`if (${name} !== null)`, seed.body, inner)];
    }
    case 18:
      return [
        `${target(tape, scope)}.${tape.of(['next', 'next', `kids[${index(tape, scope, 2)}]`])} = ${maybeNode(tape, scope)};`,
      ];
    case 19:
      return [`${target(tape, scope)}.slots[${index(tape, scope, 3)}] = ${int(tape, scope)};`];
    case 20:
      return [
        `${target(tape, scope)}.${tape.of(['entry', `row[${index(tape, scope, 2)}]`])} = ${newRecord(tape, scope)};`,
      ];
    case 21: {
      const value = newRecord(tape, scope);
      return [`const ${scope.add(scope.name('r'), 'record', false)}: entry = ${value};`];
    }
    case 22:
      return frame(tape, seed, scope);
    case 23: {
      const fill = int(tape, scope);
      const name = scope.pick(tape, 'array');
      if (name !== null) return [`${name}[${index(tape, scope, 3)}] ${tape.of(['=', '^='])} ${fill};`];
      return [`const ${scope.add(scope.name('xs'), 'array', false)}: ${written.array} = array(3, ${fill});`];
    }
    case 24:
      return pooled(tape, seed, scope);
    case 25:
      return [
        `${target(tape, scope)}.trail = ${tape.of(['1', '2', `(${target(tape, scope)}.trail + 1) & 3`, int(tape, scope)])};`,
      ];
    case 26:
      return [`assert(${bool(tape, scope)} || ${bool(tape, scope)}, 'random');`];
    case 27:
      if (!place.tables) return [`w.b.m = ${int(tape, scope)};`];
      return tape.next(2) === 0
        ? [`${target(tape, scope)}.ops = ${tape.of(['ops1', 'ops0', 'ops1', 'noOps()'])};`]
        : [`${target(tape, scope)}.ops!.put!(${node(tape, scope)});`];
    case 28:
      return selected(tape, seed, scope);
    case 29:
      return call(tape, scope);
    case 30: {
      const value = bool(tape, scope);
      return [`const ${scope.add(scope.name('c'), 'bool', false)}: bool = ${value};`];
    }
    case 31:
      return [`${target(tape, scope)}.n = ${int(tape, scope)}${tape.of(['', ' - 2', ' - 2'])};`];
    default:
      return [`${target(tape, scope)}.${tape.of(['m', 'cell.v'])} = ${int(tape, scope)};`];
  }
}

function counted(tape: Tape, seed: Seed, scope: Scope, label: string): string[] {
  if (scope.place.loops.length > 1) return [`w.a.flag = ${bool(tape, scope)};`];
  const name = scope.name('i');
  const inner = scope.inner({ loops: [...scope.place.loops, label] });
  inner.add(name, 'int', false);
  const head = `for (let ${name}: int<0, 4> = 0; ${name} < ${1 + tape.next(3)}; ${name}++)`;
  return nested(label === '' ? head : `${label}: ${head}`, seed.body, inner);
}

/** Turns as long as somebody else (or the body) lets it: every turn looks at memory. */
function polling(tape: Tape, seed: Seed, scope: Scope): string[] {
  if (scope.place.atomic || scope.place.loops.length > 0) return [`w.b.flag = ${bool(tape, scope)};`];
  const test = `${tape.of(['w.a', 'w.b'])}.flag${tape.of(['', ` && ${bool(tape, scope)}`])}`;
  const inner = scope.inner({ loops: [''] });
  if (tape.next(2) === 1) return [...nested('do', seed.body, inner).slice(0, -1), `} while (${test});`];
  return nested(`while (${test})`, seed.body, inner);
}

function section(tape: Tape, seed: Seed, scope: Scope): string[] {
  const inner = scope.inner({ atomic: true, result: null, loops: [] });
  const kind = tape.next(3);
  if (kind === 0) return ['atomically(() => {', ...block(seed.body, inner), '});'];
  const early = kind === 1 ? [] : [`if (${bool(tape, inner)}) return ${int(tape, inner)};`];
  const lines = block(seed.body, inner);
  const last = `return ${int(tape, inner)};`;
  const name = scope.add(scope.name('y'), 'int', false);
  return [`const ${name}: int<0, 3> = atomically(() => {`, ...early, ...lines, last, '});'];
}

function jump(tape: Tape, scope: Scope): string[] {
  const { loops, result } = scope.place;
  const word = tape.of(['continue', 'break', 'return']);
  if (word === 'return' || loops.length === 0) {
    if (result === null) return [];
    const value = result === 'int' ? ` ${int(tape, scope)}` : result === 'node?' ? ` ${maybeNode(tape, scope)}` : '';
    return [`if (${bool(tape, scope)}) return${value};`];
  }
  const label = tape.next(2) === 0 ? '' : (loops[tape.next(loops.length)] ?? '');
  return [`if (${bool(tape, scope)}) ${word}${label === '' ? '' : ` ${label}`};`];
}

function frame(tape: Tape, seed: Seed, scope: Scope): string[] {
  const known = scope.pick(tape, 'frame');
  if (known === null || tape.next(4) === 3) {
    const start = int(tape, scope);
    return [`const ${scope.add(scope.name('fr'), 'frame', false)} = new frame(${start});`, ...block(seed.body, scope)];
  }
  return [
    tape.of([
      `${known}.i = ${int(tape, scope)};`,
      `${known}.inner.j ^= ${int(tape, scope)};`,
      `${known}.xs[${index(tape, scope, 2)}] = ${int(tape, scope)};`,
      `${known}.ok = ${bool(tape, scope)};`,
      `fill(${known}, ${node(tape, scope)});`,
    ]),
  ];
}

function pooled(tape: Tape, seed: Seed, scope: Scope): string[] {
  const name = scope.name('it');
  switch (tape.next(4)) {
    case 0: {
      const inner = scope.inner();
      inner.add(name, 'item', false);
      return [
        `const ${name}: item | null = ${target(tape, scope)}.item;`,
        ...nested(`if (${name} !== null)`, seed.body, inner),
      ];
    }
    case 1:
      scope.add(name, 'item', false);
      return [`const ${name}: item = alloc(item);`, `${target(tape, scope)}.item = ${name};`];
    case 2: {
      const known = scope.pick(tape, 'item');
      return [known === null ? `w.a.item = alloc(item);` : `free(${known});`];
    }
    default: {
      const known = scope.pick(tape, 'item');
      return known === null ? ['w.b.item = w.a.item;'] : [`${known}.v = ${int(tape, scope)} - 2;`];
    }
  }
}

function selected(tape: Tape, seed: Seed, scope: Scope): string[] {
  const inner = (): Scope => scope.inner({ loops: [] });
  return [
    `switch (${int(tape, scope)} + 0) {`,
    ...[`case ${tape.next(2)}:`, ...block(seed.body, inner()), 'break;'],
    ...['case 2:', ...tape.of([[], ['case 3:']]), ...block(seed.other, inner()), 'break;'],
    ...tape.of([[], ['default:', `w.a.m = ${int(tape, scope)};`]]),
    '}',
  ];
}

function call(tape: Tape, scope: Scope): string[] {
  const { level } = scope.place;
  if (level === 0) return [`w.b.cell.v = ${int(tape, scope)};`];
  const calls = [
    `f0(${node(tape, scope)}, ${int(tape, scope)});`,
    `f1(${node(tape, scope)}, ${bool(tape, scope)});`,
    `f2(${node(tape, scope)}, ${int(tape, scope)});`,
  ];
  return [calls[tape.next(level)] ?? ''];
}
