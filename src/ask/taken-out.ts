// SPDX-License-Identifier: MIT
// A variant with ingredients taken out of it: each a diff, as one could write it by hand, on top of the variant's layers.
// All of them are read together; what does not compile is told apart by the files of its diff.

import { link } from '../compile/link/link.ts';
import { reachedFrom } from '../compile/link/reached.ts';
import type { Diagnostic } from '../lang/diagnostic.ts';
import type { FileDiff } from '../lang/diff.ts';
import type { Ingredient, Names } from '../lang/parse/ingredient.ts';
import { ingredientsOf } from '../lang/parse/ingredients.ts';
import { orderingsOf } from '../lang/parse/orderings.ts';
import { parse } from '../lang/parse/parse.ts';
import { Views } from '../lang/parse/view.ts';
import { partnersOf } from '../lang/partners.ts';
import { type DeclarationId, fileOf, nameOf, type Tree } from '../lang/tree.ts';
import { type Cut, diffOf } from '../lang/write-diff.ts';
import { type DiffLayer, editsOf, sourcesOf } from './edits.ts';
import type { Question } from './load.ts';
import { type Project, readText } from './project.ts';
import { BadInput } from './trouble.ts';

/** An ingredient, and the file that it stands in. */
export interface Placed extends Ingredient {
  readonly file: string;
}

/** The ways to weaken one place, the weakest first. */
export type Weakened = readonly [Placed, ...Placed[]];

export interface TakenOut {
  /** `without-3.diff`. */
  readonly name: string;
  readonly ingredients: readonly Placed[];
  readonly files: readonly FileDiff[];
}

/** What is asked about: names of functions, or ends of paths. */
export type Of = readonly string[];

/** @param of empty: what the patches of the variant declare @param orders whether the order of two statements is one, too */
export function ingredientsIn(project: Project, question: Question, of: Of, orders = false): readonly Placed[] {
  const { layers } = question;
  const inLayers = functionsIn(question);
  const inPatches = (id: DeclarationId): boolean => layers.patches.some((patch) => fileOf(id).startsWith(`${patch}/`));
  const chosen = chosenOf(inLayers, of, inPatches);
  if (chosen.length === 0) throw whichFunctions(question, inLayers);
  const names = namesIn(question.tree);
  return byFile(project, chosen, (file, text, functions) =>
    ingredientsOf(file, text, functions, names, orders).map((one) => ({ ...one, file })),
  );
}

/** @param of empty: all that the scenario runs */
export function orderingsIn(project: Project, question: Question, of: Of, marks: boolean): readonly Weakened[] {
  const chosen = chosenOf(functionsIn(question), of, () => true);
  const functions = new Set(
    [...question.tree.declarations.values()].flatMap((one) => (one.kind === 'function' ? [one.name] : [])),
  );
  return byFile(project, chosen, (file, text, own) =>
    orderingsOf(file, text, own, { functions, marks }).map(
      ([first, ...others]): Weakened => [{ ...first, file }, ...others.map((one) => ({ ...one, file }))],
    ),
  );
}

function chosenOf(
  known: readonly DeclarationId[],
  of: Of,
  otherwise: (id: DeclarationId) => boolean,
): readonly DeclarationId[] {
  for (const one of of) refuseUnknown(one, known);
  const isNamed = (id: DeclarationId): boolean =>
    of.some((one) => one === nameOf(id) || `/${fileOf(id)}`.endsWith(`/${one}`));
  return known.filter(of.length > 0 ? isNamed : otherwise);
}

function byFile<T>(
  project: Project,
  chosen: readonly DeclarationId[],
  find: (file: string, text: string, functions: readonly string[]) => readonly T[],
): readonly T[] {
  return [...new Set(chosen.map(fileOf))].sort().flatMap((file) => {
    const functions = chosen.filter((id) => fileOf(id) === file).map(nameOf);
    return find(file, textOf(project, file), functions);
  });
}

/** Those that the scenario runs, of files that a diff may change. */
export function functionsIn({ tree, scenario, layers }: Question): readonly DeclarationId[] {
  const linked = link(tree, layers.directories, layers.removed);
  const running = [...scenario.threads, ...scenario.daemons, ...scenario.environment];
  const roots = running.flatMap((one) => (one.when === null ? [one.function] : [one.function, one.when]));
  // A table of functions may be in use from the beginning.
  const tables = [...reachedFrom([scenario.world], tree, linked)].flatMap((id) => {
    const declared = tree.declarations.get(id);
    return declared?.kind === 'table' ? [declared] : [];
  });
  const reached = [...reachedFrom([...roots, ...tables], tree, linked)].filter(
    (id) => tree.declarations.get(id)?.kind === 'function',
  );
  return reached.filter((id) => layers.directories.some((one) => fileOf(id).startsWith(`${one}/`)));
}

function refuseUnknown(wanted: string, known: readonly DeclarationId[]): void {
  if (known.some((id) => nameOf(id) === wanted || `/${fileOf(id)}`.endsWith(`/${wanted}`))) return;
  throw new BadInput(`--of ${wanted}: no such function or file`, 'the scenario runs none of this name', listed(known));
}

function whichFunctions({ claim, layers }: Question, known: readonly DeclarationId[]): BadInput {
  const why =
    layers.patches.length === 0 ? 'the variant has no patch' : 'its patches have no function that the scenario runs';
  return new BadInput(
    `which functions of ${claim.variant === '' ? claim.case : claim.variant}?`,
    why,
    `--of with ${listed(known)}`,
  );
}

function listed(known: readonly DeclarationId[]): string {
  const names = [...new Set(known.map(nameOf))].sort();
  const shown = names.slice(0, 20).join(', ');
  return names.length > 20 ? `one of: ${shown} and ${names.length - 20} others` : `one of: ${shown}`;
}

function namesIn(tree: Tree): Names {
  const functions = new Map<string, string>();
  const ghosts = new Set<string>();
  const plain = new Set<string>();
  for (const one of tree.declarations.values()) {
    if (one.kind === 'function') functions.set(one.name, `${functions.get(one.name) ?? ''} ${one.doc}`);
    if (one.kind === 'class') for (const field of one.fields) (field.ghost ? ghosts : plain).add(field.name);
  }
  const known = new Set(functions.keys());
  return {
    partners: (name) => partnersOf(name, known, functions.get(name) ?? ''),
    isGhost: (field) => ghosts.has(field) && !plain.has(field),
  };
}

function textOf(project: Project, file: string): string {
  const text = editsOf(project).file(file)?.text ?? readText(project, file);
  if (text === null) throw new Error(`checker bug: ${file} was read, and is not there`);
  return text;
}

/** Null where two of them are about the same words. */
export function takenOut(project: Project, name: string, ingredients: readonly Placed[]): TakenOut | null {
  const files = [...new Set(ingredients.map(({ file }) => file))].map((file) => {
    const all = ingredients.filter((one) => one.file === file).flatMap((one) => one.cuts);
    // What several of them import, each imports in the same way.
    const cuts = all.filter((cut, i) => !all.slice(0, i).some((one) => isSame(one, cut)));
    const sorted = cuts.toSorted((a, b) => a.start - b.start);
    const apart = sorted.every((cut, i) => cut.start >= (sorted[i - 1]?.end ?? 0));
    return apart ? diffOf(file, textOf(project, file), cuts) : null;
  });
  return files.includes(null) ? null : { name, ingredients, files: files.flatMap((one) => one ?? []) };
}

/** Whether they insert the same at one place. */
const isSame = (a: Cut, b: Cut): boolean =>
  a.start === a.end && b.start === b.end && a.start === b.start && a.text === b.text;

export interface Asked {
  readonly taken: TakenOut;
  /** What is asked of it; empty where it is no model. */
  readonly questions: readonly Question[];
  /** Why it is none. */
  readonly diagnostics: readonly Diagnostic[];
}

/** @param questions of one variant @param folder where their diffs are written; null: nowhere */
export function askedWithout(
  project: Project,
  questions: readonly [Question, ...Question[]],
  all: readonly TakenOut[],
  folder: string | null,
): readonly Asked[] {
  const [{ layers, claim, scenario }] = questions;
  const on = all.map((taken) => ({
    taken,
    layer: editsOf(project).layer(
      { path: taken.name, files: taken.files, inScenarios: true },
      layers.directories,
      claim.variant,
    ),
  }));
  const wrong = new Map<TakenOut, readonly Diagnostic[]>();
  const read = readTogether(project, questions[0], on, wrong);
  return on.map(({ taken, layer }) => {
    const diagnostics = wrong.get(taken);
    if (diagnostics !== undefined || read === null) return { taken, questions: [], diagnostics: diagnostics ?? [] };
    const found = read.scenarios.find((one) => one.file === scenario.file);
    if (found === undefined) throw new Error(`checker bug: no scenario in ${scenario.file}`);
    const made = { tree: read, scenario: found, diff: folder === null ? taken.name : `${folder}/${taken.name}` };
    return { taken, questions: questions.map((one) => without(one, taken, layer, made)), diagnostics: [] };
  });
}

function without(
  question: Question,
  { name }: TakenOut,
  { directory, files, removed }: DiffLayer,
  { tree, scenario, diff }: Pick<Question, 'tree' | 'scenario'> & { readonly diff: string },
): Question {
  const { claim, layers, as, asRead } = question;
  return {
    claim: { ...claim, variant: `${claim.variant}+${name}` },
    scenario,
    tree,
    layers: {
      ...layers,
      directories: [directory, ...layers.directories],
      // What is left of a patch may use less of it: it is no patch that somebody proposes.
      patches: [],
      overlays: [...files, ...layers.overlays],
      removed: [...layers.removed, ...removed],
    },
    as,
    asRead: as === null ? null : (asRead ?? { tree: question.tree, scenario: question.scenario }),
    typed: { variant: claim.variant, diff },
    isTakenApart: true,
  };
}

interface On {
  readonly taken: TakenOut;
  readonly layer: DiffLayer;
}

/** @param wrong receives those that are no model */
function readTogether(
  project: Project,
  { scenario, layers }: Question,
  on: readonly On[],
  wrong: Map<TakenOut, readonly Diagnostic[]>,
): Tree | null {
  const sources = sourcesOf(project);
  const views = new Views(sources);
  for (;;) {
    const left = on.filter(({ taken }) => !wrong.has(taken));
    if (left.length === 0) return null;
    const view = views.together(
      left.map(({ layer }) =>
        views.of({
          layers: [layer.directory, ...layers.directories],
          overlays: [...layer.files, ...layers.overlays],
          stack: layers.stack,
        }),
      ),
    );
    const files = [scenario.file, ...left.flatMap(({ layer }) => layer.files), ...layers.overlays];
    const { tree, diagnostics } = parse({ files, sources, view });
    if (diagnostics.length === 0) return tree;
    const before = wrong.size;
    for (const { taken, layer } of left) {
      const own = diagnostics.filter(({ place }) => place.file.startsWith(`${layer.directory}/`));
      if (own.length > 0) wrong.set(taken, own);
    }
    if (wrong.size === before) throw new Error(`checker bug: ${diagnostics[0]?.place.file}: ${diagnostics[0]?.what}`);
  }
}
