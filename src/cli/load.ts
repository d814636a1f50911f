// SPDX-License-Identifier: MIT
// From selected files to questions: one question is one claim row with the variant it is asked of. All files are parsed
// together, which is fastest; where that finds problems, each scenario alone, so that one bad model does not hide the others.

import type { Diagnostic } from '../lang/diagnostic.ts';
import { parse } from '../lang/parse/parse.ts';
import type { ClaimRow, ScenarioDeclaration, Tree } from '../lang/tree.ts';
import type { Claim, LeftOut } from '../report/claim.ts';
import { BadInput } from './exit.ts';
import { type Project, readText, sourcesOf } from './project.ts';
import { noScenario, type Selected } from './select.ts';
import { type Layers, layersOf } from './variant.ts';

export interface Question {
  readonly claim: Claim;
  readonly scenario: ScenarioDeclaration;
  readonly tree: Tree;
  readonly layers: Layers;
  /** Of the variant that the outcomes are compared with. */
  readonly as: Layers | null;
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

/** @param variant asked for on the command line; null for the variants that the claims name
 *  @param unclaimed whether a scenario without claims is asked about all that it says */
export function load(
  project: Project,
  selected: readonly Selected[],
  variant: string | null,
  unclaimed = false,
): Loaded {
  const named = loadApart(project, selected, { variant, trying: false, unclaimed });
  if (variant === null || named.questions.length > 0 || named.diagnostics.length > 0) return loadedOf(named);
  const tried = loadApart(project, selected, { variant, trying: true, unclaimed });
  // With several scenarios, one that the variant fits is enough: the others have no such patch.
  return loadedOf({ ...tried, problems: tried.questions.length > 0 ? [] : tried.problems.slice(0, 1) });
}

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

function loadApart(project: Project, selected: readonly Selected[], asked: Asked): Read {
  const together = loadTogether(project, selected, asked);
  if (together.diagnostics.length === 0 || selected.length === 1) return together;
  const each = selected.map((one) => loadTogether(project, [one], asked));
  return {
    questions: each.flatMap((one) => one.questions),
    diagnostics: each.flatMap((one) => one.diagnostics),
    problems: each.flatMap((one) => one.problems),
    unusable: each.flatMap((one) => one.unusable),
  };
}

function loadTogether(project: Project, selected: readonly Selected[], asked: Asked): Read {
  const files = new Set<string>();
  for (const one of selected) {
    files.add(one.file);
    for (const overlay of overlaysByText(project, one, asked.variant)) files.add(overlay);
  }
  let loaded = ask(project, [...files], selected, asked);
  // A row whose variant stands where the text alone does not tell brings overlays that have not been read yet.
  const missing = loaded.questions
    .flatMap((one) => [...one.layers.overlays, ...(one.as?.overlays ?? [])])
    .filter((file) => !files.has(file));
  if (missing.length > 0) loaded = ask(project, [...files, ...new Set(missing)], selected, asked);
  return loaded;
}

/** Overlays of every variant that the text of a scenario mentions; those that do not exist are complained about later. */
function overlaysByText(project: Project, selected: Selected, variant: string | null): readonly string[] {
  const text = readText(project, selected.file) ?? '';
  const variants = new Set(variant === null ? [] : [variant]);
  for (const row of text.split(/\bid:\s*/).slice(1)) {
    const id = /^(['"])(.+?)\1/.exec(row)?.[2];
    const wanted = id !== undefined && (selected.ids === null || selected.ids.has(id));
    if (variant !== null || !wanted) continue;
    for (const named of row.matchAll(/\b(?:variant|as):\s*(['"])(.+?)\1/g)) variants.add(named[2] ?? '');
  }
  const overlays: string[] = [];
  for (const one of variants) {
    try {
      overlays.push(...layersOf(project, selected.file, one).overlays);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
    }
  }
  return overlays;
}

function ask(project: Project, files: readonly string[], selected: readonly Selected[], asked: Asked): Read {
  const { tree, diagnostics } = parse({ files, sources: sourcesOf(project) });
  if (diagnostics.length > 0) {
    return { questions: [], diagnostics, problems: [], unusable: selected.map(({ file }) => file) };
  }
  const questions: Question[] = [];
  const problems: Problem[] = [];
  for (const { file, ids } of selected) {
    const scenarios = tree.scenarios.filter((one) => one.file === file);
    if (scenarios.length === 0) problems.push({ file, error: noScenario(file) });
    for (const scenario of scenarios) {
      const claims = scenario.claims.length === 0 && asked.unclaimed ? everyQuestion(scenario) : scenario.claims;
      if (claims.length === 0) problems.push({ file, error: noClaims(file) });
      const rows = claims.filter((row) => ids === null || ids.has(row.id));
      for (const { row, variant } of rowsFor(rows, scenario, asked)) {
        try {
          const layers = layersOf(project, file, variant);
          const as = row.as === null ? null : layersOf(project, file, row.as);
          questions.push({ claim: claimOf(scenario, row, variant), scenario, tree, layers, as });
        } catch (error) {
          if (!(error instanceof BadInput)) throw error;
          problems.push({ file, error });
        }
      }
    }
  }
  return { questions, diagnostics: [], problems, unusable: [] };
}

function noClaims(file: string): BadInput {
  return new BadInput(
    `${file}: the scenario has no claims`,
    'a claim says which property is asked, of which variant, and what is expected',
    "claims: [{ id: 'mine/1', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }]",
  );
}

/** For a look at one run: all that it may break, under the name of its file. */
function everyQuestion({ file, place, always, atEnd }: ScenarioDeclaration): readonly ClaimRow[] {
  const properties = [...[...always, ...atEnd].map(({ name }) => name), 'NO-DEADLOCK'];
  const nobody = { id: file, by: '', variant: null, as: null, about: null, environmentSteps: null, place };
  return properties.map((property) => ({ ...nobody, property, thread: 'open', expect: 'holds' }));
}

interface AskedRow {
  readonly row: ClaimRow;
  readonly variant: string;
}

/** The rows of a variant. A variant that exists and that no row names is a patch that somebody tries: every property of
 *  the claim is asked of it, and it is hoped to hold. */
function rowsFor(rows: readonly ClaimRow[], scenario: ScenarioDeclaration, asked: Asked): readonly AskedRow[] {
  const own = rows.map((row) => ({ row, variant: row.variant ?? scenario.kernel ?? '' }));
  const { variant, trying } = asked;
  if (variant === null) return own;
  if (!trying) return own.filter((one) => one.variant === variant);
  const tried = new Map<string, AskedRow>();
  for (const { row, variant: named } of own) {
    // Nothing is compared with itself: what others are compared with is compared with them.
    const as = row.as === variant ? named : row.as;
    const hope: ClaimRow = { ...row, by: '', as, thread: 'open', expect: 'holds', environmentSteps: null };
    const key = `${row.id} ${row.property} ${as}`;
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
  };
}

/** The other side of a comparison, asked as if it were its own variant. */
export function otherSide(question: Question): Question | null {
  const { claim, as } = question;
  if (as === null || claim.as === null) return null;
  return { ...question, claim: { ...claim, variant: claim.as, as: claim.variant }, layers: as, as: question.layers };
}
