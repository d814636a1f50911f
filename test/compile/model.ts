// SPDX-License-Identifier: MIT
// Models for the compiler's tests: files in memory, parsed and compiled, with every complaint as one line of text.

import { readFileSync } from 'node:fs';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { parse } from '../../src/lang/parse/parse.ts';
import { Views } from '../../src/lang/parse/view.ts';
import type { ScenarioDeclaration, Tree } from '../../src/lang/tree.ts';

const vocabulary = readFileSync(new URL('../../src/lang/vocabulary.ts', import.meta.url), 'utf8');

const words = `import { alloc, array, assert, atomically, type bool, choose, type copy, cpu, type flags, free, type freed, type ghost,
  type i16, type i32, type i8, type instant, type int, type kept as arrived, maybe, note, type part, pool, same, scenario, self, type stored, type u16,
  type u8, waitUntil, warn, WRITE_ONCE } from 'faultline';`;
/** Line 1 of a model that is given as text; what it declares starts on line 2. */
export const imports = `${words.replaceAll(/\s+/g, ' ')}\n`;

export interface Parsed {
  readonly tree: Tree;
  readonly scenario: ScenarioDeclaration;
}

export type Files = Readonly<Record<string, string>>;

function reader(files: Files): (path: string) => string | null {
  return (path) => (path === 'src/lang/vocabulary.ts' ? vocabulary : (files[path] ?? null));
}

export function parseFiles(files: Files, roots: readonly string[] = Object.keys(files)): Tree {
  const { tree, diagnostics } = parse({ files: roots, sources: { read: reader(files) } });
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  return tree;
}

/** Files as they read in a stack of directories, topmost first. */
export function parseVariant(files: Files, layers: readonly string[]): Tree {
  const sources = { read: reader(files) };
  const view = new Views(sources).of({ layers, overlays: Object.keys(files), stack: [] });
  const { tree, diagnostics } = parse({ files: Object.keys(files), sources, view });
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  return tree;
}

export function scenarioIn(tree: Tree, file: string): ScenarioDeclaration {
  const found = tree.scenarios.find((one) => one.file === file);
  if (found === undefined) throw new Error(`no scenario in ${file}`);
  return found;
}

/** Models that have nothing to do with each other, parsed together; null for those in which something is wrong. */
export function parseEach(texts: readonly string[]): readonly (Parsed | null)[] {
  const files = Object.fromEntries(texts.map((text, i) => [`m${i}.ts`, imports + text]));
  const { tree, diagnostics } = parse({ files: Object.keys(files), sources: { read: reader(files) } });
  const wrong = new Set(diagnostics.map((one) => one.place.file));
  return Object.keys(files).map((file) => (wrong.has(file) ? null : { tree, scenario: scenarioIn(tree, file) }));
}

/** A model in one file: imports are added in front, as line 1. */
export function parseText(text: string): Parsed {
  const tree = parseFiles({ 'm.ts': imports + text });
  return { tree, scenario: scenarioIn(tree, 'm.ts') };
}

interface Judging {
  readonly judgeWarnings: boolean;
}
const silent: Judging = { judgeWarnings: false };

export function compileText(text: string, { judgeWarnings }: Judging = silent): Program {
  const { tree, scenario } = parseText(text);
  return compile(tree, { scenario, layers: [], judgeWarnings });
}

/** Programs of models that have nothing to do with each other. */
export function compileEach(texts: readonly string[], { judgeWarnings }: Judging = silent): readonly Program[] {
  return parseEach(texts).map((one, i) => {
    if (one === null) return compileText(texts[i] ?? '');
    return compile(one.tree, { scenario: one.scenario, layers: [], judgeWarnings });
  });
}

/** Parts of a scenario: what is left out is filled with something harmless. */
export function scenarioText(parts: Readonly<Record<string, string>>): string {
  const all = { title: "'t'", sometimes: '{ seen: () => true }', claims: '[]', ...parts };
  return `export default scenario({\n${Object.entries(all)
    .map(([name, value]) => `  ${name}: ${value},`)
    .join('\n')}\n});\n`;
}

/** `line: what` of everything that is wrong with a model; empty when nothing is. */
export function complaints(make: () => unknown): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof ModelError) return error.diagnostics.map((one) => `${one.place.line}: ${one.what}`);
    throw error;
  }
}
