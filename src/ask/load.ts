// SPDX-License-Identifier: MIT
// From selected files to questions: one question is one claim row with the variant it is asked of.

import type { Diagnostic } from '../lang/diagnostic.ts';
import { outlineOf } from '../lang/parse/outline.ts';
import type { ClaimRow, MemoryModel, ScenarioDeclaration, Tree } from '../lang/tree.ts';
import { variantName } from '../lang/variant-name.ts';
import type { Claim, LeftOut } from '../report/claim.ts';
import { changeScenariosOnly, withGiven } from './given.ts';
import { importsFromOutside, refuseUnusedKernel } from './outside.ts';
import { type Project, readText } from './project.ts';
import { Reader } from './reader.ts';
import { noScenario, type Selected } from './select.ts';
import { BadInput } from './trouble.ts';
import { type Layers, layersOf } from './variant.ts';

export interface Question {
  readonly claim: Claim;
  readonly scenario: ScenarioDeclaration;
  readonly tree: Tree;
  readonly layers: Layers;
  /** Of the variant that the outcomes are compared with. */
  readonly as: Layers | null;
  /** The same in that variant, where it reads otherwise. */
  readonly asRead: { readonly scenario: ScenarioDeclaration; readonly tree: Tree } | null;
  /** Whether the scenario need not run what the patches change. */
  readonly patchesMayRest?: boolean;
  /** Whether a `sometimes` may be impossible: something was taken out of the model, and what then fails is asked. */
  readonly isTakenApart?: boolean;
  /** How the variant is typed, where its name is not what is typed: with this diff on top. */
  readonly typed?: { readonly variant: string; readonly diff: string };
}

export interface Loaded {
  readonly questions: readonly Question[];
  /** What made some scenarios or rows unusable. */
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly BadInput[];
  readonly leftOut: LeftOut;
}

interface Problem {
  readonly file: string;
  readonly error: BadInput;
}

/** Before it is summed up what is missing. */
interface Read {
  readonly questions: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly Problem[];
  /** Scenario files that have diagnostics, or import what has. */
  readonly unusable: readonly string[];
}

/** Of questions, the first that says nothing of a compiler: it means the code as it stands. Where there is none, the first. */
export const asItStands = (questions: readonly Question[]): Question | undefined =>
  questions.find(({ claim }) => claim.compiler !== true) ?? questions[0];

/** @param written the variant that is asked for on the command line; null for the variants that the claims name
 *  @param unclaimed whether a scenario without claims is asked about all that it says */
export function load(
  project: Project,
  selected: readonly Selected[],
  written: string | null,
  unclaimed = false,
): Loaded {
  const reader = new Reader(project);
  const variant = isTried(project) ? withGiven(project, written) : written;
  const named = ask(reader, selected, { variant, trying: false, unclaimed });
  if (variant === null || named.questions.length > 0 || named.diagnostics.length > 0) return loadedOf(named);
  const tried = ask(reader, selected, { variant, trying: true, unclaimed });
  // With several scenarios, one that the variant fits is enough: the others have no such patch, or run nothing of it.
  const patchesMayRest = selected.length > 1;
  const questions = tried.questions.map((question) => ({ ...question, patchesMayRest }));
  return loadedOf({ ...tried, questions, problems: questions.length > 0 ? [] : tried.problems.slice(0, 1) });
}

/** Whether the diffs of the command make a variant that no row names. Where they change scenarios only, the rows are asked
 *  as they stand there. */
const isTried = ({ given = [] }: Project): boolean => !changeScenariosOnly(given);

function loadedOf({ questions, diagnostics, problems, unusable }: Read): Loaded {
  const asked = new Set(questions.map(({ scenario }) => scenario.file));
  const files = [...new Set([...unusable, ...problems.map(({ file }) => file)])];
  return {
    questions,
    diagnostics,
    problems: problems.map(({ error }) => error),
    leftOut: {
      notChecked: files.filter((file) => !asked.has(file)),
      checkedInPart: files.filter((file) => asked.has(file)),
    },
  };
}

interface Asked {
  readonly variant: string | null;
  /** Whether claims that do not name the variant are asked about it all the same. */
  readonly trying: boolean;
  readonly unclaimed: boolean;
}

function ask(reader: Reader, selected: readonly Selected[], asked: Asked): Read {
  const named = selected.map((one) => ({ file: one.file, ...layersInText(reader.project, one, asked.variant) }));
  reader.read(named.flatMap(({ file, all }) => all.map((layers) => ({ file, layers }))));
  const rows = selected.flatMap((one) => rowsOf(reader, one, asked));
  // With a diff of the command on top, or compared with another: these have not been read yet.
  reader.read(
    rows.flatMap(({ scenario: { file }, layers, as }) =>
      [layers, as].flatMap((one) => (one === null ? [] : [{ file, layers: one }])),
    ),
  );
  const asking = new Asking(reader);
  for (const row of rows) asking.ask(row);
  const wrong = selected.filter(({ file }) => reader.diagnosticsOf(file).length > 0);
  const silent = named.flatMap(({ file, error }) => {
    if (error !== null) return [{ file, error }];
    const scenario = reader.scenarioOf(file);
    if (scenario === null) return reader.diagnosticsOf(file).length > 0 ? [] : [{ file, error: noScenario(file) }];
    return scenario.claims.length > 0 || asked.unclaimed ? [] : [{ file, error: noClaims(file) }];
  });
  return {
    questions: asking.questions,
    diagnostics: [...wrong.flatMap(({ file }) => reader.diagnosticsOf(file)), ...asking.diagnostics],
    problems: [...silent, ...asking.problems],
    unusable: [...wrong.map(({ file }) => file), ...asking.unusable],
  };
}

/** Questions of rows whose variant is what its name says. */
class Asking {
  readonly questions: Question[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly problems: Problem[] = [];
  readonly unusable: string[] = [];
  readonly #reader: Reader;
  /** By scenario and variant, whether it can be asked about. */
  readonly #usable = new Map<string, boolean>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  ask({ row, variant, scenario: { file }, layers, as, error }: AskedRow): void {
    if (error !== null || layers === null) {
      if (error !== null) this.problems.push({ file, error });
      return;
    }
    const read = this.#readAs(file, variant, layers);
    const other = as === null || row.as === null ? null : this.#readAs(file, row.as, as);
    if (read === null || (as !== null && other === null)) return;
    const asRead = other === null || other.tree === read.tree ? null : other;
    this.questions.push({ claim: claimOf(read.scenario, row, variant), ...read, layers, as, asRead });
  }

  #readAs(file: string, name: string, layers: Layers): Pick<Question, 'tree' | 'scenario'> | null {
    const tree = this.#reader.treeOf({ file, layers });
    if (tree === null) return null;
    const scenario = tree.scenarios.find((one) => one.file === file);
    if (scenario === undefined) throw new Error(`checker bug: no scenario in ${file}`);
    const key = `${file} ${name}`;
    const usable = this.#usable.get(key) ?? this.#isWhatItSays(tree, { file, name, layers });
    this.#usable.set(key, usable);
    return usable ? { tree, scenario } : null;
  }

  #isWhatItSays(tree: Tree, variant: { file: string; name: string; layers: Layers }): boolean {
    const { file } = variant;
    const outside = importsFromOutside(this.#reader.project, tree, variant);
    if (outside.length > 0) {
      this.diagnostics.push(...outside);
      this.unusable.push(file);
      return false;
    }
    try {
      refuseUnusedKernel(tree, variant);
      return true;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      this.problems.push({ file, error });
      return false;
    }
  }
}

/** Those that are asked about; what does not exist is complained about later, once it is known what else is wrong: then the
 *  scenario is read on its kernel. @returns an error where there is no such kernel */
function layersInText(
  project: Project,
  selected: Selected,
  variant: string | null,
): { readonly all: readonly Layers[]; readonly error: BadInput | null } {
  const { kernel = null, claims = [] } = outlineOf(selected.file, readText(project, selected.file) ?? '') ?? {};
  const wanted = claims.filter(({ id }) => selected.ids === null || selected.ids.has(id));
  const named = variant === null ? wanted.flatMap(({ variants }) => variants) : [variantName(variant, kernel)];
  const found = [...new Set(named)].flatMap((one) => tryLayers(project, selected.file, one).layers ?? []);
  if (found.length > 0) return { all: found, error: null };
  const { layers, error } = tryLayers(project, selected.file, variantName(null, kernel));
  return { all: layers === null ? [] : [layers], error };
}

interface TriedLayers {
  readonly layers: Layers | null;
  readonly error: BadInput | null;
}

function tryLayers(project: Project, file: string, variant: string): TriedLayers {
  try {
    return { layers: layersOf(project, file, variant), error: null };
  } catch (error) {
    if (error instanceof BadInput) return { layers: null, error };
    throw error;
  }
}

function noClaims(file: string): BadInput {
  return new BadInput(
    `${file}: the scenario has no claims`,
    'a claim says which property is asked, of which variant, and what is expected',
    "claims: [{ id: 'mine/1', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }]",
  );
}

/** For a look at one run: all that it may break, under the name of its file. */
function everyQuestion({
  file,
  place,
  kernel,
  memory = 'sc',
  compiler = false,
  always,
  atEnd,
}: ScenarioDeclaration): readonly ClaimRow[] {
  const properties = [...[...always, ...atEnd].map(({ name }) => name), 'NO-DEADLOCK'];
  const variant = variantName(null, kernel);
  const nobody = { id: file, by: '', variant, as: null, about: null, environmentSteps: null, memory, compiler, place };
  return properties.map((property) => ({ ...nobody, property, thread: 'open', expect: 'holds' }));
}

interface AskedRow {
  readonly row: ClaimRow;
  readonly variant: string;
  readonly scenario: ScenarioDeclaration;
  /** Null where there is an error. */
  readonly layers: Layers | null;
  readonly as: Layers | null;
  readonly error: BadInput | null;
}

function rowsOf(reader: Reader, { file, ids }: Selected, asked: Asked): readonly AskedRow[] {
  const scenario = reader.scenarioOf(file);
  if (scenario === null) return [];
  const claims = scenario.claims.length === 0 && asked.unclaimed ? everyQuestion(scenario) : scenario.claims;
  const { memory, compiler } = reader.project;
  const meant = claims.filter((row) => ids === null || ids.has(row.id));
  const rows = withCompiler(withMemory(meant, memory), compiler);
  return rowsFor(rows, scenario, asked).map(({ row, variant: named }) => {
    const variant = isTried(reader.project) ? named : (withGiven(reader.project, named) ?? named);
    const own = tryLayers(reader.project, file, variant);
    const other = row.as === null ? null : tryLayers(reader.project, file, row.as);
    return {
      row,
      variant,
      scenario,
      layers: own.layers,
      as: other?.layers ?? null,
      error: own.error ?? other?.error ?? null,
    };
  });
}

/** The rows that are asked of a memory model; where there is none, all of them, and each is hoped to hold. */
function withMemory(rows: readonly ClaimRow[], memory: MemoryModel | undefined): readonly ClaimRow[] {
  if (memory === undefined) return rows;
  const named = rows.filter((row) => row.memory === memory);
  if (named.length > 0) return named;
  const tried = new Map<string, ClaimRow>();
  for (const row of rows) {
    const hope: ClaimRow = { ...row, memory, by: '', thread: 'open', expect: 'holds', environmentSteps: null };
    const key = JSON.stringify([row.id, row.variant, row.property, row.as, row.compiler]);
    if (!tried.has(key)) tried.set(key, hope);
  }
  return [...tried.values()];
}

/** The rows that are asked of what a compiler makes of the code; where there is none, all of them, as they stand. */
function withCompiler(rows: readonly ClaimRow[], compiler: boolean | undefined): readonly ClaimRow[] {
  if (compiler !== true) return rows;
  const named = rows.filter((row) => row.compiler);
  return named.length > 0 ? named : rows.map((row) => ({ ...row, compiler }));
}

/** The rows of a variant. A variant that exists and that no row names is a patch that somebody tries: every property of
 *  the claim is asked of it, and it is hoped to hold. */
function rowsFor(
  rows: readonly ClaimRow[],
  { kernel }: ScenarioDeclaration,
  { variant: named, trying }: Asked,
): readonly Pick<AskedRow, 'row' | 'variant'>[] {
  if (named === null) return rows.map((row) => ({ row, variant: row.variant }));
  const variant = variantName(named, kernel);
  if (!trying) return rows.filter((row) => row.variant === variant).map((row) => ({ row, variant }));
  const tried = new Map<string, Pick<AskedRow, 'row' | 'variant'>>();
  for (const row of rows) {
    // Nothing is compared with itself: what others are compared with is compared with them.
    const as = row.as === variant ? row.variant : row.as;
    const hope: ClaimRow = { ...row, by: '', as, thread: 'open', expect: 'holds', environmentSteps: null };
    const key = JSON.stringify([row.id, row.property, as, row.memory, row.compiler]);
    if (!tried.has(key)) tried.set(key, { row: hope, variant });
  }
  return [...tried.values()];
}

function claimOf(scenario: ScenarioDeclaration, row: ClaimRow, variant: string): Claim {
  return {
    id: row.id,
    case: scenario.file,
    title: row.about ?? scenario.title,
    by: row.by,
    variant,
    property: row.property,
    as: row.as,
    thread: row.thread,
    expect: row.expect,
    environmentSteps: row.environmentSteps,
    memory: row.memory,
    ...(row.compiler ? { compiler: true } : {}),
  };
}
