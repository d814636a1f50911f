// SPDX-License-Identifier: MIT
// What a run that is looked at is sent as: the text that the terminal prints, or what the other forms are made of.

import { endingAt } from '../ask/outcome.ts';
import { formatTrace } from '../explore/trace.ts';
import { answerBlock } from '../report/block.ts';
import { counted } from '../report/numbers.ts';
import { plain } from '../report/paint.ts';
import { timeline } from '../report/timeline.ts';
import { viewText } from '../report/view.ts';
import type { Sent } from './send/documents.ts';
import { runText } from './send/run-text.ts';
import type { Run, Session } from './session.ts';

const usual = { full: false, free: false };

export function commandOf({ row, about }: Session, { choices }: Run): string {
  return `${about === row.question ? row.replay : row.replayOther} ${formatTrace(choices)}`;
}

function sizeOf({ about }: Session, { choices }: Run): string {
  const { variant } = about.claim;
  return [variant, `replay of ${counted(choices.steps.length, 'step')}`].filter((part) => part !== '').join(' · ');
}

export function sentOf(session: Session, run: Run): Sent {
  const { about, program } = session;
  return {
    story: run.story,
    choices: run.choices,
    claim: about.claim.id,
    title: about.claim.title,
    variant: about.claim.variant,
    size: sizeOf(session, run),
    checksum: program.checksum,
    command: commandOf(session, run),
    detail: usual,
  };
}

/** Of the claim's own run, as `check` prints it; of any other, as `replay` does. */
export function mailText(session: Session, run: Run): string {
  const { row, about, program } = session;
  const { story, failure, replayed } = run;
  const picture = timeline(story, usual);
  const command = commandOf(session, run);
  if (row.verdict?.kind === 'fails' && failure === row.verdict.failure) {
    const { claim } = row.question;
    const { threads, checksum } = program;
    const answer = { claim, variant: about.claim.variant, threads, checksum, verdict: row.verdict, command };
    return answerBlock(answer, picture, plain);
  }
  const { claim } = about;
  const text = {
    claim,
    size: `${sizeOf(session, run)} · model ${program.checksum.slice(0, 8)}`,
    broken: failure?.property ?? null,
    picture,
    ending: endingAt(program, replayed),
    unbroken: failure === null ? [claim.property].filter((property) => property !== 'SAME-OUTCOMES') : [],
    state: viewText(program.view(replayed.last, 0), program.view(replayed.initial, 0), usual),
    command,
  };
  return runText(text, plain);
}
