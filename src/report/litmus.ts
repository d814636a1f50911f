// SPDX-License-Identifier: MIT
// The answer to a litmus test, in the form that herd prints: who compares two tools compares lines.

import { count, counted } from './numbers.ts';
import type { Trouble } from './problems.ts';

export interface FinalState {
  /** Whether it fulfils what stands behind the quantifier. */
  readonly fulfils: boolean;
  readonly values: readonly { readonly name: string; readonly value: number; readonly text: string }[];
}

export interface LitmusAnswer {
  readonly file: string;
  readonly name: string;
  readonly quantifier: 'exists' | '~exists' | 'forall';
  /** What stands behind it. */
  readonly condition: string;
  readonly states: readonly FinalState[];
  /** Final states that fulfil it, and that do not. */
  readonly positive: number;
  readonly negative: number;
  /** Whether some run is blocked for ever. */
  readonly deadlocks: boolean;
  /** What breaks in some run; null: nothing. */
  readonly broken: string | null;
  /** What ended the search before all was seen; null: nothing. */
  readonly bound: string | null;
  readonly threads: number;
  /** States of the search. */
  readonly explored: number;
  readonly milliseconds: number;
  /** Columns of a run that shows what is asked for, or that breaks; null: there is none, or it was not asked for. */
  readonly picture: readonly string[] | null;
}

export type Seen = 'Never' | 'Sometimes' | 'Always';

const kinds = { exists: 'Allowed', '~exists': 'Forbidden', forall: 'Required' } as const;

/** Null: not all that there is was seen. */
export function seen({ positive, negative, broken, bound }: LitmusAnswer): Seen | null {
  if (broken !== null || bound !== null) return null;
  return positive === 0 ? 'Never' : negative === 0 ? 'Always' : 'Sometimes';
}

export function isAsWanted({ quantifier, positive, negative }: LitmusAnswer): boolean {
  switch (quantifier) {
    case 'exists':
      return positive > 0;
    case '~exists':
      return positive === 0;
    case 'forall':
      return negative === 0;
  }
}

/** Counts are of final states: a tool that enumerates executions counts those, and has more. */
export function litmusText(answer: LitmusAnswer, { memory }: { readonly memory: string }): readonly string[] {
  const { name, quantifier, condition, states, positive, negative, broken, bound } = answer;
  const found = seen(answer);
  // What does not happen is what a `~exists` wants witnesses of.
  const [witnesses, others] = quantifier === '~exists' ? [negative, positive] : [positive, negative];
  const lines = [
    `Test ${name} ${kinds[quantifier]}`,
    `States ${states.length}`,
    ...states.map(({ values }) => values.map((one) => `${one.name}=${one.text};`).join(' ')),
    found === null ? 'Undef' : isAsWanted(answer) ? 'Ok' : 'No',
    'Witnesses',
    `Positive: ${witnesses} Negative: ${others}`,
    `Condition ${quantifier} ${condition}`,
    `Observation ${name} ${found ?? 'Unknown'} ${positive} ${negative}`,
  ];
  if (answer.deadlocks) lines.push(`Flag deadlock: some run is blocked for ever, and has no final state`);
  if (broken !== null) lines.push(`Flag broken: ${broken}`);
  if (bound !== null) lines.push(`Flag incomplete: ${bound}`);
  lines.push('', `  ${memory} · ${counted(answer.threads, 'thread')} · ${counted(answer.explored, 'state')}`);
  return lines;
}

/** How an answer compares with what somebody says that it is. */
export interface Compared {
  readonly answer: LitmusAnswer;
  /** `Never`, `Never 3`; null: nobody says anything. */
  readonly expected: Expected | null;
}

export interface Expected {
  readonly seen: Seen;
  /** Null: it is not said how many final states there are. */
  readonly states: number | null;
}

export type LitmusStanding = 'expected' | 'unexpected' | 'undecided' | 'not compared';

export function litmusStanding({ answer, expected }: Compared): LitmusStanding {
  const found = seen(answer);
  if (answer.broken !== null) return 'unexpected';
  if (found === null) return 'undecided';
  if (expected === null) return 'not compared';
  const same = found === expected.seen && (expected.states === null || expected.states === answer.states.length);
  return same ? 'expected' : 'unexpected';
}

export const expectedText = ({ seen: one, states }: Expected): string => (states === null ? one : `${one} ${states}`);

/** One line about all of them. */
export function litmusSummary(all: readonly Compared[], refused: number, comparing: boolean): string {
  const parts = (['Never', 'Sometimes', 'Always'] as const).flatMap((one) => {
    const many = all.filter(({ answer }) => seen(answer) === one).length;
    return many === 0 ? [] : [`${count(many)} ${one}`];
  });
  const standings = all.map(litmusStanding);
  const tell = (standing: LitmusStanding, text: string): void => {
    const many = standings.filter((one) => one === standing).length;
    if (many > 0) parts.push(`${count(many)} ${text}`);
  };
  if (comparing) {
    tell('expected', 'as expected');
    tell('unexpected', 'not as expected');
    tell('not compared', 'without an expectation');
  } else tell('unexpected', 'broken');
  tell('undecided', 'undecided');
  if (refused > 0) parts.push(`${count(refused)} refused`);
  return `${counted(all.length + refused, 'test')}: ${parts.join(', ')}`;
}

/** Schema `faultline.litmus/1`, told field by field in docs/json.md. */
export function litmusJson(memory: string, all: readonly Compared[], { problems, fault }: Trouble): string {
  const tests = all.map((one) => {
    const { answer, expected } = one;
    return {
      file: answer.file,
      name: answer.name,
      quantifier: answer.quantifier,
      condition: answer.condition,
      states: answer.states.map(({ values, fulfils }) => ({
        values: Object.fromEntries(values.map(({ name, text }) => [name, text])),
        fulfils,
      })),
      observation: seen(answer),
      ok: seen(answer) === null ? null : isAsWanted(answer),
      expected: expected === null ? null : expectedText(expected),
      standing: litmusStanding(one),
      deadlocks: answer.deadlocks,
      broken: answer.broken,
      bound: answer.bound,
      explored: answer.explored,
      seconds: Math.round(answer.milliseconds) / 1000,
      columns: answer.picture,
    };
  });
  const document = { schema: 'faultline.litmus/1', memory, tests, problems, fault };
  return `${JSON.stringify(document, null, 2)}\n`;
}
