// SPDX-License-Identifier: MIT
// From a trace to the command that shows it again, and from an answer to what is pasted into a mail.

import { type Choices, formatTrace } from '../explore/trace.ts';
import type { ClaimRow, MemoryModel } from '../lang/tree.ts';
import { answerBlock } from '../report/block.ts';
import { memoryOf } from '../report/claim.ts';
import type { Paint } from '../report/paint.ts';
import type { Answered } from './answer.ts';
import { withoutGiven } from './given.ts';
import type { Question } from './load.ts';
import { type Project, readText } from './project.ts';
import { everyCase, idsIn } from './select.ts';

/** What of a question says how it is typed. */
export interface Asked extends Pick<Question, 'claim' | 'typed'> {
  readonly scenario: {
    readonly file: string;
    readonly kernel: string | null;
    readonly memory?: MemoryModel;
    readonly compiler?: boolean;
    readonly claims: readonly Pick<ClaimRow, 'id' | 'variant' | 'memory' | 'compiler'>[];
  };
}

/** Writes commands that say no more than is needed to mean one program: the variant where an id has several, the file
 *  where an id stands in several or in none of the cases. */
export class Commands {
  readonly #project: Project;
  readonly #files = new Map<string, readonly string[]>();
  readonly #texts = new Map<string, string>();

  constructor(project: Project) {
    this.#project = project;
  }

  replay(question: Asked, choices: Choices): string {
    return `faultline replay ${this.#program(question).join(' ')} ${formatTrace(choices)}`;
  }

  /** The answer to a question as text; null where nothing is told. */
  block(question: Asked, { verdict, traceVariant, story }: Answered, paint: Paint): string | null {
    if (story === null || verdict.kind !== 'fails') return null;
    const { trace } = verdict.failure;
    const { claim } = question;
    if (traceVariant !== claim.variant && traceVariant !== claim.as)
      throw new Error(`checker bug: a trace of ${traceVariant}, which nobody asked about`);
    const about = { ...question, claim: { ...claim, variant: traceVariant } };
    const command = trace === null ? null : this.replay(about, trace);
    return answerBlock({ claim, variant: traceVariant, ...story, verdict, command }, story.picture, paint);
  }

  /** Words that name one program: a claim id or file, and the variant. */
  #program(question: Asked): readonly string[] {
    const { claim, scenario } = question;
    const files = this.#filesOf(claim.id);
    const byId = files.length === 1 && files[0] === scenario.file;
    const rows = byId ? scenario.claims.filter((row) => row.id === claim.id) : scenario.claims;
    const variants = new Set(rows.map((row) => row.variant));
    if (rows.length === 0) variants.add(scenario.kernel ?? '');
    const memories = new Set(rows.map((row) => row.memory));
    if (rows.length === 0) memories.add(scenario.memory ?? 'sc');
    // Who says nothing means what stands as written, where there is both.
    const isCompiled = rows.length === 0 ? scenario.compiler === true : rows.every((row) => row.compiler);
    const { given = [] } = this.#project;
    const { typed } = question;
    const variant = withoutGiven(this.#project, typed?.variant ?? claim.variant);
    const diffs = [...given.map(({ written }) => written), ...(typed === undefined ? [] : [typed.diff])];
    const needed = diffs.length > 0 ? variant !== (scenario.kernel ?? '') : variants.size > 1 || !variants.has(variant);
    return [
      quoted(byId ? claim.id : claim.case),
      ...(needed ? ['--variant', quoted(variant === '' ? '+' : variant)] : []),
      ...(memories.size > 1 || !memories.has(memoryOf(claim)) ? ['--memory', memoryOf(claim)] : []),
      ...(claim.compiler === true && !isCompiled ? ['--compiler'] : []),
      ...diffs.flatMap((written) => ['--patch', quoted(written)]),
    ];
  }

  #filesOf(id: string): readonly string[] {
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    if (this.#texts.size === 0) {
      for (const file of everyCase(this.#project)) this.#texts.set(file, readText(this.#project, file) ?? '');
    }
    const files = [...this.#texts].filter(([, text]) => idsIn(text).includes(id)).map(([file]) => file);
    this.#files.set(id, files);
    return files;
  }
}

/** For a shell, only where it would not be one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
