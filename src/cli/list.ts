// SPDX-License-Identifier: MIT
// `faultline list`: every claim with its variants and properties, and what is expected of it. Nothing is run.

import stringWidth from 'string-width';
import { load } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import { select } from '../ask/select.ts';
import { type Claim, memoryOf } from '../report/claim.ts';
import { counted } from '../report/numbers.ts';
import type { Trouble } from '../report/problems.ts';
import { brokenAtBlanks, pad, propertyOf, variantOf, widthsOf } from '../report/text.ts';
import { type ExitStatus, exitStatus, worst } from './exit.ts';
import type { Output } from './output.ts';

export interface ListRequest {
  readonly targets: readonly string[];
  readonly variant: string | null;
  readonly json: boolean;
}

export function list(project: Project, request: ListRequest, output: Output): ExitStatus {
  const { scenarios } = select(project, request.targets);
  const { questions, diagnostics, problems } = load(project, scenarios, request.variant);
  const statuses: ExitStatus[] = [exitStatus.expected];
  if (diagnostics.length > 0) statuses.push(output.diagnostics(diagnostics));
  for (const problem of problems) statuses.push(output.badInput(problem));
  const claims = questions.map((question) => question.claim);
  if (request.json) output.text(listJson(claims, output.said));
  else printList(claims, output);
  return worst(statuses);
}

function printList(claims: readonly Claim[], output: Output): void {
  const widths = widthsOf(claims, output.columns);
  let before = '';
  for (const claim of claims) {
    if (claim.case !== before) output.line(`${before === '' ? '' : '\n'}${output.paint.faint(claim.case)}`);
    before = claim.case;
    const fields = [
      output.paint.strong(pad(claim.id, widths.id)),
      pad(variantOf(claim), widths.variant),
      pad(propertyOf(claim), widths.property),
      expectation(claim),
    ];
    const row = `  ${fields.join('  ')}`;
    const { columns } = widths;
    if (columns === null || stringWidth(row) + 2 + stringWidth(claim.title) <= columns) {
      output.line(`${row}  ${claim.title}`);
      continue;
    }
    output.line(row);
    for (const line of brokenAtBlanks(claim.title, columns - 6)) output.line(`      ${line}`);
  }
}

function expectation({ expect, environmentSteps }: Claim): string {
  const cost = environmentSteps === null ? '' : ` with ${counted(environmentSteps, 'environment step')}`;
  return `expect ${expect}${cost}`;
}

/** Schema `faultline.list/1`: the fields of a claim in `faultline.check/1` that are known without a run, and its title;
 *  what is wrong with the rest. */
export function listJson(claims: readonly Claim[], trouble: Trouble): string {
  const rows = claims.map((claim) => ({
    id: claim.id,
    case: claim.case,
    title: claim.title,
    by: claim.by,
    variant: claim.variant,
    property: claim.property,
    as: claim.as,
    memory: memoryOf(claim),
    compiler: claim.compiler === true,
    thread: claim.thread,
    expected: claim.expect,
    expectedEnvironmentSteps: claim.environmentSteps,
  }));
  return `${JSON.stringify({ schema: 'faultline.list/1', claims: rows, ...trouble }, null, 2)}\n`;
}
