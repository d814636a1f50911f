// SPDX-License-Identifier: MIT
// Answers that are kept from one check to the next. An answer is found again by all that it is a function of: the texts that
// the variant may use and how they are stacked (ask/closure.ts), the row, the options, and the programs of the checker. So
// nothing has to be thrown away when something changes: it is not found any more. What a budget of time or memory, or a
// signal, had a part in is a function of more, and is not kept.
//
// Two kinds of entries: of a row, its answer; of a scenario, the rows that it has, so that nothing of it needs to be parsed.

import { type Answered, type Setup, wantsColumns } from '../ask/answer.ts';
import { Closures, isWhole } from '../ask/closure.ts';
import type { Asked } from '../ask/commands.ts';
import type { Question } from '../ask/load.ts';
import { type Project, readText } from '../ask/project.ts';
import type { Selected } from '../ask/select.ts';
import { BadInput } from '../ask/trouble.ts';
import { type Layers, layersOf } from '../ask/variant.ts';
import type { Verdict } from '../explore/verdict.ts';
import type { Claim } from '../report/claim.ts';
import type { Entries } from './entries.ts';
import { sha256 } from './sha256.ts';

/** Of an answer what is not of this command. Told are the columns, or the diagnoses, that somebody asked for: null, nobody has. */
interface KeptAnswer extends Pick<Answered, 'verdict' | 'traceVariant' | 'checksum'> {
  readonly story: Answered['story'];
  readonly diagnoses: Answered['diagnoses'] | null;
}

/** What a scenario's text says alone: which variants its rows are about. */
type KeptVariants = readonly string[];

interface KeptRows {
  readonly scenario: Asked['scenario'];
  readonly rows: readonly KeptRow[];
}

type KeptRow = Pick<Question, 'claim' | 'patchesMayRest' | 'isTakenApart'>;

type Keyed = KeptRow & Pick<Question, 'layers' | 'as'> & { readonly scenario: { readonly file: string } };

/** A question that was asked before, of a scenario that nobody has parsed this time. */
export interface Recalled extends Asked {
  readonly key: string;
}

export class Kept {
  readonly #project: Project;
  readonly #entries: Entries;
  readonly #version: string;
  readonly #closures: Closures;

  /** @param project as it is seen first @param version of the checker */
  constructor(project: Project, entries: Entries, version: string) {
    this.#project = project;
    this.#entries = entries;
    this.#version = version;
    this.#closures = new Closures(project, sha256);
  }

  /** What the answer to a question is found by. */
  keyOf({ claim, scenario, layers, as, patchesMayRest, isTakenApart }: Keyed, setup: Setup): string {
    const { order, reduction, maxStates, seed } = setup.limits;
    return this.#key('row', [
      this.#closures.of(scenario.file, layers).digest,
      as === null ? null : this.#closures.of(scenario.file, as).digest,
      claim,
      patchesMayRest === true,
      isTakenApart === true,
      [order, reduction, String(maxStates), seed, setup.detail],
    ]);
  }

  /** Null where nobody asked before, or for less, or where it took more than this time it may. */
  answer(key: string, claim: Claim, place: number, { limits, tells }: Setup): Answered | null {
    const found = this.#entries.read(key) as KeptAnswer | null;
    if (found === null) return null;
    const { verdict, story, diagnoses } = found;
    const { memory, milliseconds } = verdict.counts;
    if (memory > limits.maxMemory || milliseconds > limits.maxTime) return null;
    const shows = verdict.kind === 'fails' && wantsColumns(tells, { claim, verdict });
    const names = verdict.kind === 'fails' && tells === 'diagnoses';
    if ((shows && story === null) || (names && diagnoses === null)) return null;
    const told = { story: shows ? story : null, diagnoses: names && diagnoses !== null ? diagnoses : [] };
    return { ...found, ...told, place, trouble: null, isCut: false };
  }

  /** Whether it will be found again. */
  keep(question: Question, answered: Answered, setup: Setup): boolean {
    const { verdict, traceVariant, checksum, story, diagnoses, trouble, isCut } = answered;
    if (isCut || trouble !== null || !this.#isWhole(question)) return false;
    const key = this.keyOf(question, setup);
    const before = this.#before(key, verdict);
    const kept: KeptAnswer = {
      verdict,
      traceVariant,
      checksum,
      story: story ?? before?.story ?? null,
      diagnoses: setup.tells === 'diagnoses' ? diagnoses : (before?.diagnoses ?? null),
    };
    this.#entries.write(key, kept);
    return true;
  }

  /** The questions about a scenario in all its variants; null where they are not known. */
  recall({ file, ids }: Selected, setup: Omit<Setup, 'tells'>): readonly Recalled[] | null {
    const text = readText(this.#project, file) ?? '';
    const variants = this.#entries.read(this.#key('variants', [file, text, idsOf(ids)])) as KeptVariants | null;
    if (variants === null) return null;
    try {
      const layers = new Map(variants.map((one) => [one, layersOf(this.#project, file, one)]));
      const found = this.#entries.read(this.#rowsKey(file, ids, layers)) as KeptRows | null;
      if (found === null) return null;
      const layersIn = (variant: string): Layers => {
        const known = layers.get(variant);
        if (known === undefined) throw new Error(`checker bug: ${file} was kept without ${variant}`);
        return known;
      };
      return found.rows.map((row) => {
        const { claim } = row;
        const { scenario } = found;
        const as = claim.as === null ? null : layersIn(claim.as);
        const key = this.keyOf(
          { ...row, scenario, layers: layersIn(claim.variant), as },
          { ...setup, tells: 'nothing' },
        );
        return { claim, scenario, key };
      });
    } catch (error) {
      // What is wrong with a variant, loading it says.
      if (error instanceof BadInput) return null;
      throw error;
    }
  }

  /** @param questions all of a scenario of which nothing is wrong */
  keepRows({ file, ids }: Selected, questions: readonly Question[]): void {
    const [first] = questions;
    if (first === undefined || !questions.every((one) => this.#isWhole(one))) return;
    const layers = new Map<string, Layers>();
    for (const { claim, layers: own, as } of questions) {
      layers.set(claim.variant, own);
      if (claim.as !== null && as !== null) layers.set(claim.as, as);
    }
    const { kernel, memory = 'sc', compiler = false, claims } = first.scenario;
    const named = claims.map((row) => ({
      id: row.id,
      variant: row.variant,
      memory: row.memory,
      compiler: row.compiler,
    }));
    const scenario = { file, kernel, memory, compiler, claims: named };
    const rows = questions.map(({ claim, patchesMayRest, isTakenApart }) => ({ claim, patchesMayRest, isTakenApart }));
    const text = readText(this.#project, file) ?? '';
    this.#entries.write(this.#key('variants', [file, text, idsOf(ids)]), [...layers.keys()] satisfies KeptVariants);
    this.#entries.write(this.#rowsKey(file, ids, layers), { scenario, rows } satisfies KeptRows);
  }

  tidy(): void {
    this.#entries.tidy();
  }

  /** What was told of the same failure. */
  #before(key: string, verdict: Verdict): KeptAnswer | null {
    if (verdict.kind !== 'fails') return null;
    const before = this.#entries.read(key) as KeptAnswer | null;
    if (before?.verdict.kind !== 'fails') return null;
    return JSON.stringify(before.verdict.failure) === JSON.stringify(verdict.failure) ? before : null;
  }

  #rowsKey(file: string, ids: Selected['ids'], layers: ReadonlyMap<string, Layers>): string {
    const each = [...layers].map(([name, one]) => [name, this.#closures.of(file, one).digest]);
    return this.#key('rows', [file, idsOf(ids), each]);
  }

  #isWhole({ scenario: { file }, tree, layers, as, asRead }: Question): boolean {
    return (
      isWhole(this.#closures.of(file, layers), tree, file, layers) &&
      (as === null || isWhole(this.#closures.of(file, as), asRead?.tree ?? tree, file, as))
    );
  }

  #key(kind: 'row' | 'rows' | 'variants', parts: readonly unknown[]): string {
    return sha256(
      JSON.stringify([this.#version, kind, this.#project.memory ?? null, this.#project.compiler ?? false, ...parts]),
    );
  }
}

const idsOf = (ids: Selected['ids']): readonly string[] | null => (ids === null ? null : [...ids].sort());
