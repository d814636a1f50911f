// SPDX-License-Identifier: MIT
// A comparison as lines to be read: steps in a row that are the same in both are one, any other stands for itself.

import { counted } from '../report/numbers.ts';
import { stepText } from '../report/step-text.ts';
import type { Story } from '../report/story.ts';
import type { Comparison, Pair } from './compare.ts';

export type CompareLine =
  | { readonly kind: 'same'; readonly thread: string; readonly text: string }
  | {
      readonly kind: 'pair';
      readonly thread: string;
      /** Index of the step of the failing run, with its text; null: only the fixed model takes it. */
      readonly bug: { readonly step: number; readonly text: string } | null;
      /** Null: left out there. */
      readonly fixed: string | null;
      readonly differs: readonly string[];
      /** Whether it is the first that sees something else. */
      readonly turns: boolean;
    }
  | {
      readonly kind: 'impossible';
      readonly thread: string;
      readonly step: number;
      readonly text: string;
      readonly why: string;
    };

export interface ComparedTexts {
  /** One sentence: what came of it. */
  readonly ending: string;
  readonly isImpossible: boolean;
  readonly lines: readonly CompareLine[];
}

export function compareLines(comparison: Comparison, bug: Story, fixed: Story): ComparedTexts {
  const { pairs, impossible, ending, turns } = comparison;
  const nameOf = (thread: number): string => fixed.threads[thread]?.name ?? '';
  const lines = groupsOf(pairs).flatMap((group): readonly CompareLine[] => {
    const [first] = group.pairs;
    if (first === undefined) return [];
    const thread = nameOf(first.thread);
    if (!group.isSame)
      return group.pairs.map((pair) => ({
        kind: 'pair',
        thread,
        bug: pair.bug === null ? null : { step: pair.bug, text: textOf(bug, pair.bug) },
        fixed: pair.fixed === null ? null : textOf(fixed, pair.fixed),
        differs: pair.differs,
        turns: pairs[turns ?? -1] === pair,
      }));
    const text = `${counted(group.pairs.length, 'step')}, the same in both: ${spanOf(bug, group.pairs)}`;
    return [{ kind: 'same', thread, text }];
  });
  if (impossible === null) return { ending, isImpossible: false, lines };
  const step = impossible.bug;
  const thread = bug.threads[bug.steps[step]?.thread ?? 0]?.name ?? '';
  const last: CompareLine = { kind: 'impossible', thread, step, text: textOf(bug, step), why: impossible.text };
  const said = `✗ step ${step + 1} is impossible: ${ending}`;
  return { ending: said, isImpossible: true, lines: [...lines, last] };
}

function textOf({ steps }: Story, step: number): string {
  const told = steps[step];
  if (told === undefined) throw new Error(`checker bug: no step ${step}`);
  const { call, where, effects } = stepText(told.events, told.inside);
  return [call ?? where ?? '', effects.join(', ')].filter((one) => one !== '').join('  ');
}

/** Steps in a row of one thread that are the same are worth one line. */
function groupsOf(pairs: readonly Pair[]): readonly { readonly isSame: boolean; readonly pairs: readonly Pair[] }[] {
  const groups: { isSame: boolean; pairs: Pair[] }[] = [];
  for (const pair of pairs) {
    const isSame = pair.bug !== null && pair.fixed !== null && pair.differs.length === 0;
    const last = groups.at(-1);
    if (last !== undefined && last.isSame === isSame && last.pairs[0]?.thread === pair.thread) last.pairs.push(pair);
    else groups.push({ isSame, pairs: [pair] });
  }
  return groups;
}

/** `steps 3 to 25, zap_pte_range()`: the outermost calls that they are in. */
function spanOf({ steps: all }: Story, pairs: readonly Pair[]): string {
  const steps = pairs.flatMap(({ bug }) => (bug === null ? [] : [bug]));
  const [first = 0] = steps;
  const last = steps.at(-1) ?? first;
  const calls = new Set(steps.flatMap((step) => all[step]?.inside[0]?.function ?? []));
  const where = [...calls].map((name) => `${name}()`).join(', ');
  const which = first === last ? `step ${first + 1}` : `steps ${first + 1} to ${last + 1}`;
  return where === '' ? which : `${which}, ${where}`;
}
