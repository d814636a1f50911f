// SPDX-License-Identifier: MIT
// A position as a link: what is meant, and nothing that is run. Comes in: text that anybody may have written. So every field
// is looked at, and what is too long is refused before it is read.

import { type Choices, formatTrace, parseTrace } from '../explore/trace.ts';
import { type Claim, settingOf } from '../report/claim.ts';

export interface Position {
  /** The scenario's file, and which of its rows. */
  readonly file: string;
  readonly claim: string;
  readonly property: string;
  readonly variant: string;
  /** Empty: `sc`. */
  readonly memory: string;
  /** A diff that stands on top of the variant, as `check --patch` takes it; empty: none. */
  readonly diff: string;
  /** Null: the one that the claim's failure shows. */
  readonly trace: Choices | null;
  /** Steps that have been taken. */
  readonly at: number;
  /** What somebody calls it, and says of it; empty: nothing. */
  readonly title: string;
  readonly note: string;
  /** Of the model that the trace was made on. */
  readonly model: string;
}

/** The memory model of a claim, and whether a compiler has its way, as a position has it. */
export function linkedMemory(claim: Pick<Claim, 'memory' | 'compiler'>): string {
  return settingOf(claim).join(' ');
}

/** In characters, once it is unpacked. */
export const longestLink = 1_000_000;
const longestNote = 20_000;
/** More are not told (ask/telling.ts). */
const mostSteps = 100_000;

export function positionText(position: Position): string {
  const { trace, ...rest } = position;
  const fields = Object.entries({ ...rest, trace: trace === null ? '' : formatTrace(trace) }).filter(
    ([, value]) => value !== '',
  );
  return JSON.stringify(Object.fromEntries(fields));
}

export type ReadPosition =
  | { readonly kind: 'position'; readonly position: Position }
  /** One sentence. */
  | { readonly kind: 'problem'; readonly problem: string };

export function positionIn(text: string): ReadPosition {
  const problem = (what: string): ReadPosition => ({ kind: 'problem', problem: `This link cannot be read: ${what}` });
  if (text.length > longestLink) return problem('it is too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem('it is damaged');
  }
  if (typeof value !== 'object' || value === null) return problem('it is damaged');
  const fields = new Map<string, unknown>(Object.entries(value));
  const textOf = (name: string): string => {
    const found = fields.get(name);
    return typeof found === 'string' ? found : '';
  };
  if (textOf('file') === '') return problem('it names no scenario');
  if (textOf('title').length > longestNote || textOf('note').length > longestNote)
    return problem('its note is too long');
  const written = textOf('trace');
  if (stepsOf(written) > mostSteps) return problem(`its trace has more than ${mostSteps} steps`);
  const trace = written === '' ? null : parseTrace(written);
  if (trace?.kind === 'problem') return problem(trace.problem);
  const at = fields.get('at');
  return {
    kind: 'position',
    position: {
      file: textOf('file'),
      claim: textOf('claim'),
      property: textOf('property'),
      variant: textOf('variant'),
      memory: textOf('memory'),
      diff: textOf('diff'),
      trace: trace?.choices ?? null,
      at: typeof at === 'number' && Number.isInteger(at) && at >= 0 ? at : 0,
      title: textOf('title'),
      note: textOf('note'),
      model: textOf('model'),
    },
  };
}

/** Of a trace as it is written, counted without making them. */
function stepsOf(written: string): number {
  const counted = written.split('.').map((words) => Number(/\*\s*(\d+)/.exec(words)?.[1] ?? 1));
  return counted.reduce((sum, one) => sum + one, 0);
}
