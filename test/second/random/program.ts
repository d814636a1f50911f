// SPDX-License-Identifier: MIT
// A whole random scenario as text: declarations that hold everything a model can declare, helpers, bodies, properties;
// in one file, or over a file that others share, sometimes with a patch that stands over that one.

import { Draw, numbers } from './draw.ts';
import { bool, int, wide } from './expressions.ts';
import { kept } from './kept.ts';
import { observed, seen } from './observed.ts';
import { ordered } from './ordered.ts';
import { owed } from './owed.ts';
import { Rounds } from './rounds.ts';
import { type Kind, type Place, Scope } from './scope.ts';
import type { Bodies, Shape } from './shape.ts';
import { block, loop, resultText, statement } from './statements.ts';
import { twins } from './twins.ts';

export interface Written {
  /** Path to text, below a folder of its own. `m.ts` has the scenario. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether there is a patch `P` beside. */
  readonly patched: boolean;
}

/** Seeds one after the other whose programs share what they declare: reading that costs more than reading a scenario. */
const SHARED = 8;

/** Which of the shared declarations a seed has. */
export const libraryOf = (seed: number): number => Math.floor(seed / SHARED);

const words = `import { alloc, array, assert, atomically, type bool, choose, cpu, free, type ghost, type i16, type i32, type i8, type int, maybe, note, pool, same, scenario, self, type u16, type u8, waitUntil, warn } from 'faultline';`;

const place: Place = {
  objects: ['w.a', 'w.b'],
  roots: false,
  level: 3,
  tables: true,
  pools: false,
  pure: false,
  property: false,
  atomic: false,
  result: 'void',
  loops: [],
  blocks: [],
};

function declarations(draw: Draw, first: number): string {
  const n = draw.of(['int<0, 3>', 'u8', 'i8', 'int<-2, 3>', 'u16', 'i16', 'i32']);
  return `export const TWO = ${draw.of(['2', '1 + 1', '4 >> 1'])};
export const BIG = ${draw.of(['2147483647', '-2147483648 + 7', '65536'])};
export const FLAG = ${draw.of(['true', 'false'])};
export enum kind { A, B = 2, C }
export type rec = { readonly on: bool; readonly v: int<0, 3>; readonly to: obj | null };
export type ops = { readonly get: (o: obj, v: int<0, 3>) => int<0, 3>; readonly put: ((o: obj) => void) | null };
export class leaf { v: int<0, 3> = 1; }
export class item { v: ${draw.of(['int<-2, 3>', 'i8'])} = ${draw.of(['0', '1', '3 - TWO', '-(TWO - 1)'])}; on: bool = ${draw.of(['false', '!FLAG', 'FLAG && TWO === 2'])}; }
export class frame { i: ${draw.of(['int<0, 3>', 'u8'])} = 0; readonly leaf: leaf = new leaf(); xs: array<int<0, 3>, 2> = array(2, 1); r: rec = { on: true, v: 2, to: null }; constructor(public j: int<0, 3>) {} }
${obj(n, first)}
export const ops0: ops = { get: get0, put: put0 };
export const ops1: ops = { get: get1, put: null };
export function none(): obj | null { return null; }
export function noOps(): ops | null { return null; }
export function yes(): bool { return true; }
export function no(): bool { return false; }
export function is(a: obj | null, b: obj | null): bool { return a === b; }
export function made(on: bool, v: int<0, 3>, to: obj | null): rec { return { on, v, to }; }
export function fill(s: frame, o: obj): void { s.i = o.m & 3; s.xs[s.i % 2] = s.leaf.v; }
export function spoil(s: frame): int<0, 3> { s.i = 3; s.r = { on: false, v: 1, to: null }; return 1; }
export function swap(o: obj): void { o.next = o.refs[0]; }
${seen}`;
}

function obj(n: string, first: number): string {
  return `export class obj {
  n: ${n} = 0; m: ${n === 'u8' ? 'i8' : 'int<0, 3>'} = ${first}; flag: bool = ${first === 1}; big: i32 = ${first === 0 ? 0 : -2147483648};
  kind: kind = kind.A; next: obj | null = null; item: item | null = null; ops: ops | null = ops0;
  r: rec = { on: false, v: ${first}, to: null }; xs: array<int<0, 3>, 2> = array(2, ${first}); refs: array<obj | null, 2> = array(2, null);
  recs: array<rec, 2> = array(2, { on: true, v: 0, to: null });
  readonly leaf: leaf = new leaf(); own: leaf = new leaf(); seen: ghost<u8> = 0;
  constructor(readonly k: int<0, 3>) {}
}`;
}

/** A helper knows the object that it gets, and no other; it may assign its parameters. */
function helper(draw: Draw, head: string, result: Kind | 'void', change: Partial<Place>): string {
  const scope = new Scope({ ...place, objects: ['o'], tables: false, result, ...change });
  if (head.includes(' v: int')) scope.add('v', 'int', true);
  if (head.includes(' c: bool')) scope.add('c', 'bool', true);
  const lines = draw.often() ? block(draw, scope, 2) : [];
  const last = result === 'void' ? statement(draw, scope) : [`return ${resultText(draw, scope, result)};`];
  return `export function ${head} {\n${[...lines, ...last].map((line) => `  ${line}`).join('\n')}\n}`;
}

const heads = {
  f0: ['f0(o: obj, v: int<0, 3>): int<0, 3>', 'int', { level: 0 }],
  f1: ['f1(o: obj, c: bool): bool', 'bool', { level: 1 }],
  f2: ['f2(o: obj, v: int<0, 3>): obj | null', 'obj?', { level: 2 }],
  get0: ['get0(o: obj, v: int<0, 3>): int<0, 3>', 'int', { level: 0 }],
  get1: ['get1(o: obj, v: int<0, 3>): int<0, 3>', 'int', { level: 1 }],
  put0: ['put0(o: obj): void', 'void', { level: 0 }],
} as const;

type Helper = keyof typeof heads;
const helpers: readonly [Helper, ...Helper[]] = ['f0', 'f1', 'f2', 'get0', 'get1', 'put0'];

function helperText(draw: Draw, name: Helper): string {
  const [head, result, change] = heads[name];
  return helper(draw, head, result, change);
}

function world(draw: Draw, classy: boolean, { pools, fresh }: { pools: boolean; fresh: boolean }): string {
  const more = [
    fresh && !draw.rarely(6) ? 'a.flag = false; b.flag = false;' : '',
    draw.of(['', '', 'a.next = b;', 'b.refs[1] = a;', 'a.r = { on: true, v: 2, to: b };']),
    draw.of(['', '', '', 'b.flag = maybe();', 'a.m = choose(2);', 'b.ops = null;', 'b.ops = ops1;']),
  ];
  const root = classy ? 'new W(a, b)' : draw.of(['{ a, b }', '{ a: a, b }', '({ a, b })']);
  return `  world() {
    const a = new obj(1); const b = new obj(3);
    ${more.filter((line) => line !== '').join(' ')}
    pool(item, ${draw.of(pools ? ['3', '2'] : ['1', '2', 'TWO', '0'])});
    return ${root};
  },`;
}

function body(draw: Draw, first: readonly string[], scope: Scope, most: number): string {
  return `(w) {\n${[...first, ...block(draw, scope, most)].map((line) => `      ${line}`).join('\n')}\n    }`;
}

/** Daemons and environments begin with a loop as often as not. */
function again(draw: Draw): string {
  const scope = new Scope(place);
  const first = draw.often() ? loop(draw, scope) : draw.often() ? ['waitUntil(() => w.a.flag);'] : [];
  return body(draw, first, scope, 2);
}

function environment(draw: Draw, name: string): string {
  const text = again(draw);
  const budget = draw.next(5);
  return budget === 4 ? `    ${name}${text},` : `    ${name}: { steps: ${budget}, run${text} },`;
}

/** What keeps a thread. None goes wrong: a step that begins with a choice would do so in each of its ways. */
const gates: readonly [string, ...string[]] = [
  '!w.a.flag',
  'w.b.m !== 0 || self() === 1',
  'w.a.next === null || w.a.recs[1].on && w.a.leaf.v < 3',
  'is(w.a.r.to, w.b) || yes()',
];

function bodies(draw: Draw, names: Bodies, pools: boolean): Bodies {
  return {
    threads: names.threads.map((name) => `    ${name}${body(draw, [], new Scope({ ...place, pools }), 3)},`),
    daemons: names.daemons.map((name) => `    ${name}${again(draw)},`),
    environments: names.environments.map((name) => environment(draw, name)),
  };
}

function properties(draw: Draw): readonly string[] {
  const looking = new Scope({ ...place, pure: true, property: true, tables: false, level: 0, result: null });
  const either = (): string => `${bool(draw, looking)} || ${bool(draw, looking)}`;
  const leads = [
    `leads: [(w) => ${bool(draw, looking)}, (w) => ${bool(draw, looking)}]`,
    `turns: [(w) => w.a.k === ${draw.of(['0', '1'])}, (w) => w.b.k !== ${draw.of(['0', '1', '2'])}]`,
  ];
  return [
    `  always: { always: (w) => ${either()}, wide: (w) => ${wide(draw, looking)} !== ${wide(draw, looking)} + 1 },`,
    `  atEnd: { atEnd: (w) => ${either()}, ints: (w) => ${int(draw, looking)} <= ${int(draw, looking)} },`,
    `  sometimes: { sometimes: (w) => w.a.k === 1 || ${bool(draw, looking)}, rare: (w) => ${either()} || w.b.k + 0 === ${draw.of(['3', '2'])} },`,
    `  leadsTo: { ${leads.join(', ')} },`,
  ];
}

/** Of so many, each scenario about one thing has its share; of the others, a third are rounds. */
const SHARES = 20;
const shapes = [ordered, owed, kept, twins, twins];

function scenarioText(draw: Draw): string {
  const shape = shapes[draw.next(SHARES) - (SHARES - shapes.length)];
  return shape === undefined ? anyText(draw) : shapeText(shape(draw));
}

function shapeText(shape: Shape): string {
  const { declared = [], bodies, properties, observed: more = [] } = shape;
  return [
    ...declared,
    ...opened,
    '  world() {',
    ...shape.world.map((line) => `    ${line}`),
    '  },',
    ...closed(bodies, properties, more),
  ].join('\n');
}

const opened = ['export default scenario({', "  title: 'random',"];

function closed(
  { threads, daemons, environments }: Bodies,
  properties: readonly string[],
  more: readonly string[] = [],
): readonly string[] {
  return [
    ...section('threads', threads),
    ...section('daemons', daemons),
    ...section('environment', environments),
    ...properties,
    ...section(
      'outcomes',
      [...observed, ...more].map((one) => `    ${one},`),
    ),
    '  claims: [],',
    '});',
    '',
  ];
}

function anyText(draw: Draw): string {
  const rounds = draw.rarely(3) ? new Rounds(draw) : null;
  const classy = draw.often();
  const pools = draw.rarely(4);
  // Two of one CPU, which is not the first, and one that has to find its own.
  const threadNames = Array.from({ length: 1 + draw.next(rounds === null ? 3 : 2) }, (_, i) =>
    classy && i < 2 ? `'CPU1 T${i}'` : `T${i}`,
  );
  const hostile = rounds !== null || draw.rarely(2) ? ['E'] : [];
  if (hostile.length > 0 && draw.rarely(4)) hostile.push('F');
  const names = { threads: threadNames, daemons: draw.rarely(3) ? ['D'] : [], environments: hostile };
  const { threads, daemons, environments } = rounds === null ? bodies(draw, names, pools) : rounds.bodies(names);
  const gated = threads.map((text) =>
    draw.rarely(rounds === null ? 5 : 9)
      ? text.replace('(w) {', `: { when: (w) => ${draw.of(gates)}, run(w) {`).replace(/,$/, ' },')
      : text,
  );
  return [
    ...(classy ? ['class W { constructor(readonly a: obj, readonly b: obj) {} }'] : []),
    ...opened,
    world(draw, classy, { pools, fresh: rounds !== null }),
    ...closed({ threads: gated, daemons, environments }, rounds === null ? properties(draw) : rounds.properties()),
  ].join('\n');
}

const section = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`  ${name}: {\n${lines.join('\n')}\n  },`];

const names =
  'TWO, BIG, FLAG, kind, type rec, type ops, leaf, item, frame, obj, ops0, ops1, none, noOps, yes, no, is, made, fill, spoil, swap, parts, links, f0, f1, f2, get0, get1, put0';

/** What a patch may do: other bodies for helpers, another table, another constant, other initial values. */
function patch(draw: Draw, declared: string): string {
  const [what, others] = draw.of<readonly [string, string]>([
    [helperText(draw, draw.of(helpers)), names],
    ['export const ops1: ops = { get: get0, put: put0 };', names],
    ['export const TWO = 1;', names],
    [helperText(draw, draw.of(['f0', 'get0'])), names],
    [declared, names],
  ]);
  const own = [...what.matchAll(/export (?:function|const|class) (\w+)/g)].map((match) => match[1]);
  const imported = others.split(', ').filter((name) => !own.includes(name));
  return `${words}\nimport { ${imported.join(', ')} } from '../../lib.ts';\nexport * from '../../lib.ts';\n${what}\n`;
}

/** @param own where the numbers of the scenario come from, after those of what it shares */
export function programOf(draw: Draw, own: (() => number) | null = null): Written {
  const patched = draw.rarely(5);
  const apart = patched || draw.next(8) > 0;
  const first = draw.next(2);
  const declared = declarations(draw, first);
  const library = [declared, ...helpers.map((name) => helperText(draw, name))].join('\n');
  const n = /n: ([^=]+) = 0/.exec(declared)?.[1] ?? 'u8';
  const over = patched ? [['patches/P/lib.ts', patch(draw, obj(n, 1 - first))] as const] : [];
  if (own !== null) draw.turnTo(own);
  const text = scenarioText(draw);
  if (!apart) return { files: new Map([['m.ts', `${words}\n${library}\n${text}`]]), patched };
  return {
    files: new Map([
      ['lib.ts', `${words}\n${library}\n`],
      ['m.ts', `${words}\nimport { ${names} } from './lib.ts';\n${text}`],
      ...over,
    ]),
    patched,
  };
}

/** The program of a seed, and the numbers that it was drawn from. */
export function programOfSeed(seed: number): { readonly written: Written; readonly taken: readonly number[] } {
  const draw = new Draw([], numbers(-1 - libraryOf(seed)));
  const written = programOf(draw, numbers(seed));
  return { written, taken: draw.taken };
}
