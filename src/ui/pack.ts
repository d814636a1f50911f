// SPDX-License-Identifier: MIT
// What a page carries of some claims: the questions with the Trees that they are about, and the answers. No code is among it:
// the page compiles a Tree with the same compiler, without reading a model again. So who replays loads no TypeScript.

import type { Answered } from '../ask/answer.ts';
import type { Commands } from '../ask/commands.ts';
import type { Question } from '../ask/load.ts';
import { otherSide } from '../ask/other-side.ts';
import type { Choices } from '../explore/trace.ts';
import type { Verdict } from '../explore/verdict.ts';
import type { Diagnostic } from '../lang/diagnostic.ts';
import { graphOf, graphText } from './graph-text.ts';

export interface PackedRow {
  readonly question: Question;
  /** Null: it has not been asked. */
  readonly verdict: Verdict | null;
  /** Of which variant the trace is. */
  readonly traceVariant: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The command that shows a trace of it again, up to the trace: `faultline replay 2020/T20`. */
  readonly replay: string;
  /** The same of the variant that it is compared with. */
  readonly replayOther: string | null;
  /** What somebody edited, on top of the variant; left out: nothing. */
  readonly diff?: string;
}

export interface Pack {
  readonly schema: typeof schema;
  readonly rows: readonly PackedRow[];
}

const schema = 'faultline.pack/1';

export function packOf(
  questions: readonly Question[],
  answers: ReadonlyMap<number, Answered>,
  commands: Commands,
): Pack {
  const rows = questions.map((question, place): PackedRow => {
    const answered = answers.get(place);
    const other = otherSide(question);
    const trouble = answered?.trouble ?? null;
    return {
      question,
      verdict: answered?.verdict ?? null,
      traceVariant: answered?.traceVariant ?? question.claim.variant,
      diagnostics: trouble?.kind === 'refused' ? trouble.diagnostics : [],
      replay: prefixOf(commands, question),
      replayOther: other === null ? null : prefixOf(commands, other),
    };
  });
  return packWith(rows);
}

export function packWith(rows: readonly PackedRow[]): Pack {
  return { schema, rows };
}

/** Whose run is shown: where outcomes are compared, it may be the other side's. */
export function aboutOf({ question, traceVariant }: Pick<PackedRow, 'question' | 'traceVariant'>): Question {
  const other = traceVariant === question.claim.variant ? null : otherSide(question);
  return other ?? question;
}

/** The run that the claim's failure shows; null: there is none. */
export function failingChoices({ verdict }: Pick<PackedRow, 'verdict'>): Choices | null {
  return verdict?.kind === 'fails' ? verdict.failure.trace : null;
}

function prefixOf(commands: Commands, question: Question): string {
  return commands.replay(question, { initial: 0, steps: [] }).replace(/ \S+$/, '');
}

export function packText(pack: Pack): string {
  return graphText(pack);
}

/** @throws Error where it is none, or one of another version */
export function packIn(text: string): Pack {
  const pack = graphOf(text) as Partial<Pack> | null;
  if (pack?.schema !== schema || !Array.isArray(pack.rows)) throw new Error(`not a pack of this version (${schema})`);
  return pack as Pack;
}
