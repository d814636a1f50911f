// SPDX-License-Identifier: MIT
// A whole random scenario as text: a fixed set of declarations with everything that a model can hold, and random code.

import { bool, int } from './expressions.ts';
import { type Place, Scope } from './scope.ts';
import { block } from './statements.ts';
import { type ProgramSeed, type Seed, Tape } from './tape.ts';

/** What keeps a thread. None goes wrong: a step that begins with a choice would do so in each of its ways. */
const gates = [
  '!w.a.flag',
  'w.b.m !== 1 || self() === 1',
  'w.a.next !== null && (w.a.entry.on || w.a.n < 2)',
  'sameNode(w.a.next, w.b) || w.a.item === null',
] as const;

const place: Place = { level: 0, tables: false, result: 'void', atomic: false, pure: false, loops: [], depth: 0 };

function declarations(tape: Tape): string {
  const n = tape.of(['int<-2, 3>', 'i8', 'u8', 'u16', 'i16', 'i32', 'int<0, 3>']);
  const v = tape.of(['int<-2, 3>', 'i8', 'i32', 'i16']);
  return `type entry = { readonly on: bool; readonly value: int<0, 3>; readonly to: node | null };
type operations = { readonly get: (o: node, v: int<0, 3>) => int<0, 3>; readonly put: ((o: node) => void) | null };
class cell { v: int<0, 3> = 1 }
class item { v: ${v} = ${tape.of(['1', '0', '-1'])} }
class deep { j: int<0, 3> = 2 }
class frame { ok: bool = false; readonly inner: deep = new deep(); xs: array<int<0, 3>, 2> = array(2, 1); constructor(public i: int<0, 3>) {} }
class node {
  n: ${n} = 0; m: ${tape.of(['int<0, 3>', 'u8', 'u16', 'i32'])} = 0; flag: bool = false; limit: int<0, 3> = 2;
  next: node | null = null; item: item | null = null; ops: operations | null = ops0;
  entry: entry = { on: false, value: 1, to: null };
  slots: array<int<0, 3>, 3> = array(3, 0);
  kids: array<node | null, 2> = array(2, null);
  row: array<entry, 2> = array(2, { on: true, value: 0, to: null });
  readonly cell: cell = new cell();
  trail: ghost<${tape.of(['int<0, 3>', 'u8'])}> = 0;
  constructor(readonly k: int<0, 3>) {}
}
const ops0: operations = { get: get0, put: put0 };
const ops1: operations = { get: get1, put: null };
function noOps(): operations | null { return null; }
function none(): node | null { return null; }
function sameNode(a: node | null, b: node | null): bool { return a === b; }
function entryOf(on: bool, value: int<0, 3>, to: node | null): entry { return { on, value, to }; }
function fill(fr: frame, o: node): void { fr.i = o.m & 3; fr.xs[fr.i % 2] = fr.inner.j; fr.ok = !o.flag; }
`;
}

/** Helpers know the objects they are given, and those alone. */
function helper(head: string, seeds: readonly Seed[], where: Partial<Place>, last: string): string {
  const scope = new Scope({ ...place, ...where });
  scope.add('o', 'node', false);
  if (head.includes('v: int')) scope.add('v', 'int', true);
  if (head.includes('c: bool')) scope.add('c', 'bool', false);
  const lines = block(seeds, scope).map((line) => line.replaceAll(/\bw\.[ab]\b/g, 'o'));
  return `function ${head} {\n${[...lines, last].join('\n')}\n}\n`;
}

function body(seeds: readonly Seed[], first: string): string {
  return `(w) {\n${[first, ...block(seeds, new Scope({ ...place, level: 3, tables: true }))].join('\n')}\n}`;
}

export function programText(seed: ProgramSeed): string {
  const tape = new Tape(seed.shape);
  const [f0 = [], f1 = [], f2 = []] = seed.helpers;
  const [get0 = [], get1 = [], put0 = []] = seed.members;
  const gives = { result: 'int' } as const;
  const helpers = [
    helper('f0(o: node, v: int<0, 3>): int<0, 3>', f0, { ...gives }, 'return v;'),
    helper('f1(o: node, c: bool): bool', f1, { level: 1, result: null }, 'return c || o.flag;'),
    helper('f2(o: node, v: int<0, 3>): node | null', f2, { level: 2, result: 'node?' }, 'return v > 1 ? o : o.next;'),
    helper('get0(o: node, v: int<0, 3>): int<0, 3>', get0, { ...gives }, 'return v;'),
    helper('get1(o: node, v: int<0, 3>): int<0, 3>', get1, { ...gives }, 'return o.m & 3;'),
    helper('put0(o: node): void', put0, { result: 'void' }, 'o.flag = !o.flag;'),
  ];
  const world = `world() {
    const a = new node(1); const b = new node(3); a.next = b;
    ${tape.of(['', 'b.flag = maybe();', 'b.ops = null;', 'a.m = choose(3);'])}
    ${tape.of(['', 'b.kids[1] = a; b.ops = ops1;', 'b.entry = { on: true, value: 2, to: b };'])}
    pool(item, ${tape.of(['1', '2'])});
    return { a, b };
  },`;
  // What goes wrong before a thread's first step is no violation but a broken model: half of them begin with a step.
  const threads = seed.threads.map((seeds, i) => `T${i}${body(seeds, tape.of(['', 'atomically(() => {});']))},`);
  const daemon = seed.daemon.length === 0 ? '' : `daemons: { D${body(seed.daemon, 'waitUntil(() => w.a.flag);')} },`;
  const environment =
    seed.environment.length === 0
      ? ''
      : `environment: { E: { steps: ${tape.next(3)}, run${body(seed.environment, 'w.b.m = 1;')} } },`;
  const pure = new Scope({ ...place, pure: true });
  const random = new Tape(seed.property);
  // From the other end of the tape, so that the properties are what they are without it.
  const keeping = new Tape([...seed.property].reverse());
  const kept = threads.map((text) =>
    keeping.rarely(4)
      ? text.replace('(w) {', `: { when: (w) => ${keeping.of(gates)}, run(w) {`).replace(/,$/, ' },')
      : text,
  );
  return `${declarations(tape)}${helpers.join('')}export default scenario({
  title: 'random', ${world}
  threads: {\n${kept.join('\n')}\n},
  ${daemon}
  ${environment}
  always: { always: (w) => ${bool(random, pure)} || ${bool(random, pure)} || w.a.trail !== 1 },
  atEnd: { atEnd: (w) => ${bool(random, pure)} || ${bool(random, pure)} },
  outcomes: { int: (w) => ${int(random, pure)}, flag: (w) => ${bool(random, pure)}, m: (w) => w.a.m },
  sometimes: { sometimes: (w) => w.a.m >= 0 || ${bool(random, pure)} },
  claims: [],
});
`;
}
