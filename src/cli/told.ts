// SPDX-License-Identifier: MIT
// What `replay` and `run` print of one run: its columns, or a document; and what they say where the time for that was too short.

import { BadInput } from '../ask/trouble.ts';
import { drawing } from '../report/timeline.ts';
import { documentOf, type Sent } from '../ui/send/documents.ts';
import type { Form } from '../ui/send/forms.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import type { Output } from './output.ts';

export type Told =
  | { readonly kind: 'columns'; readonly picture: readonly string[] }
  | { readonly kind: 'document'; readonly text: string };

/** @param as null: columns */
export function* toldAs(as: Form | null, sent: Sent): Generator<void, Told> {
  if (as === null) return { kind: 'columns', picture: yield* drawing(sent.story, sent.detail) };
  return { kind: 'document', text: yield* documentOf(as, sent) };
}

export interface Untold {
  readonly claim: { readonly id: string; readonly title: string };
  readonly size: string;
  /** Null: the run itself is not known. */
  readonly command: string | null;
  readonly why: string;
}

/** A document is whole or is not there: then why goes to stderr. */
export function untold({ claim, size, command, why }: Untold, as: Form | null, output: Output): ExitStatus {
  const again = command === null ? '' : `\n  replay: ${command}\n`;
  if (as !== null) output.badInput(new BadInput(why, '', ''));
  else output.text(`${output.paint.strong(claim.id)}  ${claim.title}\n  ${size}\n\n  ${why}\n${again}`);
  return exitStatus.undecided;
}
