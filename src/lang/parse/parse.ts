// SPDX-License-Identifier: MIT
// From source files to the Tree, and everything that is wrong with them. Nothing is executed, and no file is read but
// through `Sources`.

import ts from 'typescript';
import type { Diagnostic } from '../diagnostic.ts';
import type { DeclarationId, Tree } from '../tree.ts';
import { apart } from './broken.ts';
import type { Context } from './context.ts';
import { type Declared, declare } from './declarations.ts';
import { readFlat, type Unread } from './depth.ts';
import { refuseEffects } from './effects.ts';
import { addTypeErrors, hasSyntaxError, unlessTooLong } from './errors.ts';
import { anyExpression, expression } from './expressions.ts';
import { refuseGhosts } from './ghosts.ts';
import { CallGraph } from './graph.ts';
import { canonical, load, modelFiles } from './host.ts';
import { importsOf } from './imports.ts';
import { Lookup } from './lookup.ts';
import { Modules } from './module.ts';
import { idOf, Names } from './names.ts';
import { refuseRecursion } from './recursion.ts';
import { Refusals } from './refuse.ts';
import type { Sources } from './sources.ts';
import { body } from './statements.ts';
import { Types } from './types.ts';
import { plainView, type View } from './view.ts';

export interface ParseRequest {
  /** Canonical paths: relative to the package where inside it, else absolute. What they import is found by itself. */
  readonly files: readonly string[];
  readonly sources: Sources;
  /** How the files of a variant read; without it, as they are written. */
  readonly view?: View;
}

export interface Parsed {
  /** Complete only if there are no diagnostics. */
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
}

type FileRead = ReturnType<typeof readFlat> & { readonly text: string };

/** Variants that are parsed one after the other share most of their files. */
const filesRead = new WeakMap<Sources, Map<string, FileRead>>();

export function parse(request: ParseRequest): Parsed {
  const { files: roots, sources, view = plainView } = request;
  const texts = new Map<string, string>();
  const unread: Unread[] = [];
  const known = filesRead.get(sources) ?? new Map<string, FileRead>();
  filesRead.set(sources, known);
  const lookup = new Lookup(sources, view.stack);
  const program = load({ files: roots, sources, linked: view.texts, lookup }, texts, (fileName, text, parsing) => {
    const before = known.get(fileName);
    const read = before?.text === text ? before : { text, ...readFlat(fileName, text, parsing) };
    known.set(fileName, read);
    if (read.unread !== null) unread.push(read.unread);
    return read.file;
  });
  const refusals = new Refusals(texts);
  for (const { key, place } of unread) refusals.refuseAt(key, place);
  for (const file of roots) {
    const problem = texts.has(file) ? null : problemWith(file, sources);
    if (problem !== null) refusals.refuseAt(problem, { file, line: 0, column: 0, length: 1 }, file);
  }
  const files = modelFiles(program);
  const modules = new Modules(classesOf(files));
  const context = contextFor(program.getTypeChecker(), { refusals, modules, lookup }, request);
  const into: Declared = { declarations: new Map(), types: new Map(), shared: new Map(), scenarios: [] };
  // In a file that is not even TypeScript, everything else would be said about a guess.
  for (const file of files) {
    if (hasSyntaxError(program, file)) continue;
    unlessTooLong(file, refusals, () => declare(context, modules, file, into));
  }
  const imports = new Map(files.map((file) => [canonical(file.fileName), importsOf(context, file)]));
  const tree = { ...into, sizes: modules.sizes, files: texts, imports, replaced: view.replaced, broken: new Map() };
  const graph = new CallGraph(tree);
  refuseRecursion(graph, refusals);
  refuseGhosts(graph, refusals);
  refuseEffects(graph, refusals);
  addTypeErrors({ program, lookup }, files, refusals);
  // What is wrong in a file that is not even TypeScript is no matter of shapes.
  const read = files.filter((file) => !hasSyntaxError(program, file));
  const { told, broken } = apart(refusals.sorted(), read, view);
  return { tree: { ...tree, broken }, diagnostics: told };
}

function problemWith(path: string, sources: Sources): 'no-such-file' | 'unreadable' | null {
  if (sources.read(path) !== null) return null;
  return sources.exists?.(path) ? 'unreadable' : 'no-such-file';
}

interface Around {
  readonly refusals: Refusals;
  readonly modules: Modules;
  readonly lookup: Lookup;
}

function contextFor(checker: ts.TypeChecker, { refusals, modules, lookup }: Around, request: ParseRequest): Context {
  const { sources, view = plainView } = request;
  const names = new Names(checker);
  const types = new Types(names, refusals);
  types.constantValue = (node) => modules.sizeOf(node);
  const context: Context = {
    names,
    types,
    refusals,
    module: modules,
    problemWith: (path) => problemWith(path, sources) ?? 'not-a-module',
    placesOf: (path) => lookup.placesOf(path),
    isAdded(node) {
      const file = node.getSourceFile();
      const path = canonical(file.fileName);
      const own = view.texts.get(path)?.own ?? sources.linked?.(path)?.own;
      return own !== undefined && node.getStart(file) >= own;
    },
    meantBy: (specifier, file) => lookup.meantBy(specifier, canonical(file.fileName)),
    refuse: (key, node, detail) => refusals.refuse(key, node, detail),
    expression: (node, scope, wish) => expression(context, node, scope, wish),
    base: (node, scope) => anyExpression(context, node, scope),
    body: (node, scope) => body(context, node, scope),
  };
  modules.context = context;
  return context;
}

function classesOf(files: readonly ts.SourceFile[]): ReadonlyMap<DeclarationId, ts.ClassDeclaration> {
  const classes = new Map<DeclarationId, ts.ClassDeclaration>();
  for (const file of files) {
    for (const node of file.statements) {
      if (ts.isClassDeclaration(node)) classes.set(idOf(file, node.name?.text ?? 'default'), node);
    }
  }
  return classes;
}
