// SPDX-License-Identifier: MIT
// What is claimed, what came of it, and which run of it is looked at.

import { memoryOf } from '../../report/claim.ts';
import { counted, seconds } from '../../report/numbers.ts';
import type { ShownClaim, ShownRun } from '../looking.ts';
import type { PackedRow } from '../pack.ts';

interface Given {
  readonly row: PackedRow;
  readonly claim: ShownClaim;
  readonly run: ShownRun;
  readonly onBack: (() => void) | null;
}

const verdicts = { fails: '✗ fails', holds: '✓ holds', unknown: '? unknown' } as const;

export function Heading({ row, claim: { checksum }, run, onBack }: Given) {
  const { claim } = row.question;
  const { verdict } = row;
  const counts =
    verdict === null
      ? []
      : [
          counted(verdict.counts.states, 'state'),
          verdict.kind === 'unknown' ? 'not complete' : 'complete',
          seconds(verdict.counts.milliseconds),
        ];
  const memory = memoryOf(claim);
  const meta = [
    claim.variant,
    memory === 'sc' ? '' : `memory ${memory}`,
    claim.compiler === true ? 'compiler' : '',
    ...counts,
    `model ${checksum.slice(0, 8)}`,
  ].filter((part) => part !== '');
  return (
    <div class="heading">
      <h1>
        <span class="id">{claim.id}</span> {claim.title}
      </h1>
      <p class="meta">
        <span class={`chip ${verdict?.kind ?? ''}`}>
          {verdict === null ? 'not decided yet' : verdicts[verdict.kind]}
        </span>{' '}
        <strong>{claim.property}</strong> <span class="faint">{meta.join(' · ')}</span>
      </p>
      {onBack === null ? null : (
        <p class="branch">
          <button type="button" onClick={onBack}>
            ← back to the run it left
          </button>{' '}
          {handText(run)}
        </p>
      )}
      {onBack === null && !run.isOwn && run.broken === null && verdict?.kind === 'holds' ? (
        <p class="branch faint">No interleaving breaks it. Take the wheel, or let it run to the end.</p>
      ) : null}
    </div>
  );
}

function handText({ isOwn, broken }: ShownRun): string {
  if (isOwn) return 'The run of the claim.';
  return broken === null
    ? 'A run by hand: nothing is broken so far.'
    : `A run by hand: ✗ ${broken.property}: ${broken.message}.`;
}
