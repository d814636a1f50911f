// SPDX-License-Identifier: MIT
// Makes whole models of the pieces that a page shows: statements stand in a function that one thread calls, declarations
// in a module, parts of a scenario in a scenario, overlays over the common file. Another thread writes every field, so that
// none is a constant by chance.

import { readFileSync } from 'node:fs';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { SuccessorBuffer } from '../../src/explore/successors.ts';
import { type Diagnostic, ModelError } from '../../src/lang/diagnostic.ts';
import { parse } from '../../src/lang/parse/parse.ts';
import { type View, Views } from '../../src/lang/parse/view.ts';
import type { Tree } from '../../src/lang/tree.ts';
import { fileOf } from './files.ts';
import { page, root } from './markdown.ts';

export type Files = Readonly<Record<string, string>>;

export const pieces = ['fragment', 'module', 'scenario', 'overlay'] as const;
export type Piece = (typeof pieces)[number];

const commonFile = 'mine/common.ts';

/** The declarations that docs/language.md shows first and uses everywhere. */
const common = page('docs/language.md')
  .blocks.map(fileOf)
  .find((file) => file?.name === commonFile)?.text;

const words = `import { array, assert, alloc, atomically, type bool, choose, cpu, free, type flags, type ghost, type i8, type i16, type i32, type int,
  maybe, note, pool, READ_ONCE, same, scenario, self, type stored, type u8, type u16, waitUntil, warn, type wide, xchg } from 'faultline';
`;
const header = `${words}import { fault, ops, page, type pte, request, spinlock, type vm_ops, zone } from './common.ts';
`;

const rest = `
class input { constructor(readonly n: u8, readonly b: bool) {} }
class signal { comes: bool = false; }
function others(p: page, r: request): void {
  p.locked = true; p._refcount = 0; p.next = p; p.entry = { ...p.entry, dirty: true }; p.ops = ops; p.cells[0] = 1;
  p.zone = zone.DMA; p.index = 0; p.lock.held = true; p.seen = 0; r.done = true;
}
`;

const defaults: Readonly<Record<string, string>> = {
  title: "'a piece'",
  world: `() => {
    const page0 = new page();
    const page1 = new page();
    page0.locked = maybe();
    if (maybe()) page0.next = page1;
    page0.entry = { present: maybe(), dirty: false, page: null };
    page0.ops = ops;
    pool(request, 1);
    return { page0, page1, r0: new request(), input: new input(choose(2), maybe()), never: new signal() };
  }`,
  threads: '{ CPU0(w) { f(w.page0, w.page1, w.input.n, w.input.b); } }',
  daemons: '{ others(w) { waitUntil(() => w.never.comes); w.never.comes = true; others(w.page0, w.r0); } }',
  sometimes: "{ 'something': (w) => w.page0._refcount === 1 }",
  claims: "[{ id: 'mine/1', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }]",
};

/** Parts that need nothing of the world, where a piece shows another one. */
const anyWorld: Readonly<Record<string, string>> = {
  title: "'a piece'",
  threads: '{ CPU0() {} }',
  sometimes: "{ 'something': () => true }",
  claims: '[]',
};

/** What an overlay stands over is used here, in a function that it does not replace. */
const user = `${header}import { CELLS } from './common.ts';
function f(p: page, _q: page | null, n: u8, _b: bool): void {
  p.index = fault(p);
  p.cells[n % CELLS] = 1;
  if (p.zone === zone.NORMAL && !p.lock.held) p.entry = { ...p.entry, dirty: true };
  if (p.ops !== null) p.index = p.ops.fault(p);
  const r = alloc(request);
  r.done = true;
  free(r);
}
`;

/** The overlay takes from the file below what it does not declare itself. */
function overlayOf(code: string): string {
  const names = ['page', 'spinlock', 'request', 'zone', 'type pte', 'type vm_ops', 'fault', 'ops', 'CELLS'];
  const declares = (name: string): boolean => new RegExp(`(class|type|enum|const|function) ${name}\\b`).test(code);
  const kept = names.filter((name) => !declares(name.replace('type ', '')));
  const below = "'../../common.ts'";
  return `${words}import { ${kept.join(', ')} } from ${below};\nexport * from ${below};\n${code}\n`;
}

/** A scenario of default parts, where a part given replaces the one of its name. */
function scenarioOf(given: string): string {
  const name = /^\w+/.exec(given)?.[0] ?? '';
  const kept = Object.entries(name === 'world' ? anyWorld : defaults).filter(([other]) => other !== name);
  const parts = [...kept.map(([other, value]) => `${other}: ${value}`), ...(name === '' ? [] : [given])];
  return `export default scenario({\n${parts.join(',\n')}\n});\n`;
}

function fileFor(piece: Piece, code: string): string {
  const before = 'function f(p: page, q: page | null, n: u8, b: bool): void {';
  switch (piece) {
    case 'fragment':
      return `${header}${before}\n${code}\n}\n${rest}${scenarioOf('')}`;
    case 'module':
      return `${header}${code}\n`;
    case 'scenario':
      return `${header}${before} p.index = n; }\n${rest}${scenarioOf(code)}`;
    case 'overlay':
      return `${user}${rest}${scenarioOf('')}`;
  }
}

export interface Shown {
  readonly piece: Piece;
  readonly code: string;
}

/** What the parser, and then the compiler, say about each piece. All are parsed together: that is many times faster. */
export function diagnose(shown: readonly Shown[]): readonly (readonly Diagnostic[])[] {
  const files = new Map(shown.map(({ piece, code }, i) => [`mine/piece${i}.ts`, fileFor(piece, code)]));
  const patches = shown.flatMap(({ piece, code }, i) =>
    piece === 'overlay' ? [[`${patchOf(`mine/piece${i}.ts`)}/common.ts`, overlayOf(code)] as const] : [],
  );
  const all = { ...Object.fromEntries(files), ...Object.fromEntries(patches) };
  return buildAll(all, [...files.keys()]).map(({ diagnostics }) => diagnostics);
}

/** Each piece has a patch of its own, so that all can be parsed together. */
function patchOf(name: string): string {
  return `mine/patches/${name.slice(name.lastIndexOf('/') + 1, -'.ts'.length)}`;
}

/** How many steps a thread takes through some statements, over all of their runs: `2`, `1 or 2`. */
export function stepsOf(code: string): string {
  const { program, diagnostics } = build({ 'mine/piece.ts': fileFor('fragment', code) }, 'mine/piece.ts');
  if (program === null) throw new Error(diagnostics.map(({ what }) => what).join('\n'));
  const counts = new Set<number>();
  for (let i = 0; i < program.initialCount; i++) {
    walk(program, program.initial.slice(i * program.words, (i + 1) * program.words), 0, counts);
  }
  return [...counts].sort((a, b) => a - b).join(' or ');
}

function walk(program: Program, state: Int32Array, steps: number, counts: Set<number>): void {
  if (steps > 40) throw new Error('more than 40 steps');
  const out = new SuccessorBuffer(program.words);
  program.step(0, state, 0, out);
  if (program.standing(0, state, 0) === 'finished') counts.add(steps);
  for (let i = 0; i < out.count; i++) {
    if (out.faults[i] === 0) walk(program, out.words.slice(out.at(i), out.at(i + 1)), steps + 1, counts);
  }
}

export interface BuiltModel {
  /** Null where there are diagnostics, or no scenario. */
  readonly program: Program | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a file and what it imports, and compiles its scenario if it has one. */
export function build(files: Files, name: string): BuiltModel {
  const [built] = buildAll(files, [name]);
  if (built === undefined) throw new Error(`nothing was made of ${name}`);
  return built;
}

function buildAll(files: Files, names: readonly string[]): readonly BuiltModel[] {
  const all: Files = common === undefined ? files : { [commonFile]: common, ...files };
  const sources = { read: (path: string) => all[path] ?? onDisk(path) };
  const views = new Views(sources);
  const patchesOf = (name: string): readonly string[] =>
    Object.keys(all).filter((file) => file.startsWith(`${patchOf(name)}/`));
  /** By how their files read: what an overlay declares anew, the common file reads otherwise for it alone. */
  const alike = new Map<string, { readonly view: View; readonly names: string[] }>();
  for (const name of names) {
    const stack = kernelOf(all[name] ?? '');
    const view = views.of({ layers: [...layersOf(name), ...stack], overlays: patchesOf(name), stack });
    const group = alike.get(view.key) ?? { view, names: [] };
    alike.set(view.key, group);
    group.names.push(name);
  }
  const built = new Map<string, BuiltModel>();
  for (const { view, names } of alike.values()) {
    const { tree, diagnostics } = parse({ files: names.flatMap((name) => [name, ...patchesOf(name)]), sources, view });
    for (const name of names) {
      const own = diagnostics.filter(
        ({ place: { file } }) => names.length === 1 || file === name || file.startsWith(`${patchOf(name)}/`),
      );
      built.set(
        name,
        own.length > 0 ? { program: null, diagnostics: own } : compiled(tree, name, kernelOf(all[name] ?? '')),
      );
    }
  }
  return names.flatMap((name) => built.get(name) ?? []);
}

/** Topmost first. */
function layersOf(name: string): readonly string[] {
  return [patchOf(name), name.slice(0, name.lastIndexOf('/'))];
}

/** The stack of the kernel that a scenario says it is about. */
function kernelOf(text: string): readonly string[] {
  const kernel = /^ {2}kernel: '([^']+)',$/m.exec(text)?.[1];
  const { kernels } = JSON.parse(readFileSync(new URL('faultline.json', root), 'utf8'));
  if (kernel !== undefined && kernels[kernel] === undefined) throw new Error(`there is no kernel ${kernel}`);
  return kernel === undefined ? [] : kernels[kernel];
}

function compiled(tree: Tree, name: string, stack: readonly string[]): BuiltModel {
  const scenario = tree.scenarios.find(({ file }) => file === name);
  if (scenario === undefined) return { program: null, diagnostics: [] };
  try {
    return {
      program: compile(tree, { scenario, layers: [...layersOf(name), ...stack], judgeWarnings: true }),
      diagnostics: [],
    };
  } catch (error) {
    if (error instanceof ModelError) return { program: null, diagnostics: error.diagnostics };
    throw error;
  }
}

/** The vocabulary and the kernels. */
function onDisk(path: string): string | null {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    return null;
  }
}
