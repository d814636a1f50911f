// SPDX-License-Identifier: MIT
// The machine's view of a check: schema `faultline.check/1`, documented field by field in docs/json.md. Fields may be
// added; none is renamed, removed or given another meaning without a new schema number.

import type { Trace, Verdict } from '../explore/verdict.ts';
import { type ClaimResult, type LeftOut, memoryOf, tally } from './claim.ts';
import type { Trouble } from './problems.ts';

export function json(
  results: readonly ClaimResult[],
  leftOut: LeftOut,
  { problems, fault }: Trouble,
  kept = 0,
): string {
  const { notChecked, checkedInPart } = leftOut;
  const summary = { ...tally(results), kept, notChecked, checkedInPart };
  const document = { schema: 'faultline.check/1', claims: results.map(claimOf), summary, problems, fault };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function claimOf(result: ClaimResult): object {
  const { claim, verdict } = result;
  return {
    id: claim.id,
    case: claim.case,
    by: claim.by,
    variant: claim.variant,
    property: claim.property,
    as: claim.as,
    memory: memoryOf(claim),
    compiler: claim.compiler === true,
    thread: claim.thread,
    expected: claim.expect,
    expectedEnvironmentSteps: claim.environmentSteps,
    verdict: verdict.kind,
    broken: verdict.kind === 'fails' ? verdict.failure.property : null,
    message: messageOf(verdict),
    states: verdict.counts.states,
    transitions: verdict.counts.transitions,
    outcomes: claim.as === null ? null : verdict.counts.outcomes,
    // A budget that ended the run is what makes it incomplete; a failure once found is a failure.
    complete: verdict.kind !== 'unknown',
    seconds: Math.round(verdict.counts.milliseconds) / 1000,
    fairness: verdict.kind === 'holds' ? verdict.fairness : null,
    trace: traceOf(verdict, result),
  };
}

/** What went wrong, or what ended the search. */
function messageOf(verdict: Verdict): string | null {
  if (verdict.kind === 'holds') return null;
  return verdict.kind === 'fails' ? verdict.failure.message : verdict.bound.reason;
}

function traceOf(verdict: Verdict, { replay, traceVariant, diagnoses }: ClaimResult): object | null {
  if (verdict.kind !== 'fails') return null;
  const { failure } = verdict;
  const trace: Trace | null = failure.trace;
  if (trace === null || replay === null) return null;
  return {
    steps: trace.steps.length,
    environmentSteps: trace.environmentSteps,
    contextSwitches: trace.contextSwitches,
    shortest: trace.shortest,
    loop: failure.loop,
    due: failure.due ?? null,
    variant: traceVariant,
    replay,
    diagnoses,
  };
}
