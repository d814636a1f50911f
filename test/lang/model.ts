// SPDX-License-Identifier: MIT
// Small models for tests: sources in memory, the vocabulary from its file.

import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../src/lang/diagnostic.ts';
import { type Parsed, parse } from '../../src/lang/parse/parse.ts';
import type { FunctionDeclaration, ScenarioDeclaration, Statement, Tree, Type } from '../../src/lang/tree.ts';

const vocabulary = readFileSync(new URL('../../src/lang/vocabulary.ts', import.meta.url), 'utf8');

/** What one-line models may refer to. */
const common = `import { type array, array as fill, type bool, type ghost, type u8 } from 'faultline';
export type pte = { readonly present: bool; readonly page: page | null };
export type ops = { readonly fault: (p: page) => u8; readonly mkwrite: ((p: page) => u8) | null };
export enum zone { DMA, NORMAL = 4 }
export class cell { v: u8 = 0 }
export class page {
  locked: bool = false;
  index: u8 = 0;
  next: page | null = null;
  ops: ops | null = null;
  entry: pte = { present: false, page: null };
  zone: zone = zone.DMA;
  slots: array<u8, 4> = fill(4, 0);
  readonly cell: cell = new cell();
  seen: ghost<u8> = 0;
  marks: ghost<array<u8, 4>> = fill(4, 0);
}
export function fault(p: page): u8 { return p.index; }
`;

const words = `array, type array as arr, assert, alloc, atomically, type bool, choose, type copy, cpu, type flags, free, type freed, type ghost, type i32, type instant, type int,
  maybe, note, pool, READ_ONCE, same, scenario, self, type stored, type u16, type u8, waitUntil, warn, type wide, WRITE_ONCE, xchg`;

export const header = `import { ${words.replaceAll(/\s+/g, ' ')} } from 'faultline';
import { cell, fault, type ops, page, type pte, zone } from './common.ts';
`;

/** Number of lines in front of a model's own. */
export const headerLines = 2;

export function parseFiles(files: Readonly<Record<string, string>>, roots = Object.keys(files)): Parsed {
  const read = (path: string): string | null => {
    if (path === 'src/lang/vocabulary.ts') return vocabulary;
    return files[path] ?? null;
  };
  return parse({ files: roots, sources: { read } });
}

/** Of one file, which has to be flawless. */
export function onlyScenario(source: string): { readonly tree: Tree; readonly scenario: ScenarioDeclaration } {
  const { tree, diagnostics } = parseFiles({ 'm.ts': source });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(print).join('\n'));
  const [scenario] = tree.scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  return { tree, scenario };
}

export function parseModel(model: string): Parsed {
  return parseFiles({ 'm.ts': header + model, 'common.ts': common }, ['m.ts']);
}

export function scenarioOf(parts: Readonly<Record<string, string>>): string {
  const all: Record<string, string> = {
    title: "'a title'",
    world: '() => ({ page0: new page() })',
    threads: '{ CPU0(w) { w.page0.index = 1; } }',
    sometimes: '{ one: (w) => w.page0.index === 1 }',
    claims: '[]',
    ...parts,
  };
  const lines = Object.entries(all).map(([name, value]) => `  ${name}: ${value},`);
  return ['export default scenario({', ...lines, '});'].join('\n');
}

export function print({ place, what }: Diagnostic): string {
  return `${place.file}:${place.line}:${place.column}+${place.length} ${what}`;
}

/** A function of `m.ts`; the model must be flawless. */
export function functionOf(model: string, name = 'f'): FunctionDeclaration {
  const { tree, diagnostics } = parseModel(model);
  const found = tree.declarations.get(`m.ts#${name}`);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(print).join('\n'));
  if (found?.kind !== 'function') throw new Error(`no function ${name}`);
  return found;
}

/** The type of the first local called `x`. */
export function localType(body: string, parameters = 'p: page, a: u8, b: u8, n: i32'): string {
  const { body: statements } = functionOf(`export function f(${parameters}): void { ${body} }`);
  const found = statements.find(
    (s): s is Extract<Statement, { kind: 'let' }> => s.kind === 'let' && s.local.name === 'x',
  );
  if (found === undefined) throw new Error('no local x');
  return show(found.local.type);
}

export function show(type: Type): string {
  switch (type.kind) {
    case 'int':
      return `${type.name} ${type.min}..${type.max}`;
    case 'ref':
      return `${type.class.split('#')[1]}${type.nullable ? '?' : ''}`;
    case 'table':
      return `${type.of.split('#')[1]}${type.nullable ? '?' : ''}`;
    case 'record':
    case 'world':
      return `${type.kind} { ${type.fields.map((field) => `${field.name}: ${show(field.type)}`).join(', ')} }`;
    case 'array':
      return `array<${show(type.element)}, ${type.length}>`;
    case 'void':
    case 'bool':
    case 'null':
    case 'text':
      return type.kind;
  }
}
