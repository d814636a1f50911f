// SPDX-License-Identifier: MIT
// One row of a claim and what a run said about it: the record that text, JSON and timeline print from.

import type { MemoryModel } from '../compile/program.ts';
import type { Verdict } from '../explore/verdict.ts';
import { costOf } from './cost.ts';
import type { Named } from './diagnoses.ts';

export interface Claim {
  readonly id: string;
  /** The scenario file, without its ending: `cases/2020-fuse-write/pwritev`. */
  readonly case: string;
  readonly title: string;
  readonly by: string;
  /** Kernel and overlays; empty where the scenario has neither. */
  readonly variant: string;
  readonly property: string;
  /** SAME-OUTCOMES: the variant that this one is compared with; null for all other properties. */
  readonly as: string | null;
  readonly thread: 'holds' | 'fails' | 'open' | 'derived';
  readonly expect: 'holds' | 'fails';
  /** The fewest steps of the environment that a failure is said to need; null where the claim does not say. */
  readonly environmentSteps: number | null;
  /** What becomes visible when; left out: `sc`. */
  readonly memory?: MemoryModel;
  /** Whether plain accesses are what a compiler may make of them. */
  readonly compiler?: boolean;
}

export const memoryOf = ({ memory = 'sc' }: Pick<Claim, 'memory'>): MemoryModel => memory;

type Setting = Pick<Claim, 'memory' | 'compiler'>;

/** What the code runs on, beside its variant: the words for a memory that is not `sc`, and for a compiler. */
export function settingOf(claim: Setting): readonly string[] {
  const memory = memoryOf(claim);
  return [...(memory === 'sc' ? [] : [memory]), ...(claim.compiler === true ? ['compiler'] : [])];
}

/** Whether two rows of one variant are asked of one program. */
export const isOneSetting = (a: Setting, b: Setting): boolean => settingOf(a).join() === settingOf(b).join();

export interface ClaimResult {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** What `faultline replay` takes after the claim id, or null where there is no trace. */
  readonly replay: string | null;
  /** The variant that the trace runs in: where two are compared, it may be the other one. */
  readonly traceVariant: string;
  /** The kinds of mistakes that the trace shows; asked for by whoever prints no columns. */
  readonly diagnoses: readonly Named[];
}

/** An unknown verdict is neither as expected nor a contradiction: it is not known. */
export type Standing = 'expected' | 'unexpected' | 'unknown';

export function standing(result: Pick<ClaimResult, 'claim' | 'verdict'>): Standing {
  const { claim, verdict } = result;
  if (verdict.kind === 'unknown') return 'unknown';
  if (verdict.kind !== claim.expect || brokenInstead(result) !== null) return 'unexpected';
  switch (costOf(result)?.standing) {
    case undefined:
    case 'equal':
      return 'expected';
    case 'different':
      return 'unexpected';
    case 'unproved':
      return 'unknown';
  }
}

/** The other property that broke first: an assertion, or a `sometimes` that nothing satisfied. Then the claim's own
 *  property has not been refuted, whatever was expected of it. */
export function brokenInstead(result: Pick<ClaimResult, 'claim' | 'verdict'>): string | null {
  const { claim, verdict } = result;
  return verdict.kind === 'fails' && verdict.failure.property !== claim.property ? verdict.failure.property : null;
}

/** Scenario files of which nobody knows all that they claim: bad input, told on its own. */
export interface LeftOut {
  readonly notChecked: readonly string[];
  /** Some of their rows name a variant that does not exist. */
  readonly checkedInPart: readonly string[];
}

export const nothingLeftOut: LeftOut = { notChecked: [], checkedInPart: [] };

export interface Tally {
  readonly claims: number;
  readonly asExpected: number;
  readonly unexpected: number;
  readonly unknown: number;
}

export function tally(results: readonly ClaimResult[]): Tally {
  const all = results.map(standing);
  const number = (wanted: Standing): number => all.filter((one) => one === wanted).length;
  return {
    claims: all.length,
    asExpected: number('expected'),
    unexpected: number('unexpected'),
    unknown: number('unknown'),
  };
}
