// SPDX-License-Identifier: MIT
// What the page and its workers say to each other.

import type { Answered } from '../../../ask/answer.ts';
import type { Progress } from '../../../explore/options.ts';
import type { Diagnostic } from '../../../lang/diagnostic.ts';
import type { Looking } from '../../looking.ts';

/** Something of a claim that is looked at. */
export type Ask<K extends Question = Question> = { readonly method: K; readonly args: Parameters<Looking[K]> };

export type Question = Exclude<keyof Looking, symbol>;

export type Asked =
  /** A question as `graphText` writes it: it is decided. */
  | { readonly kind: 'decide'; readonly question: string }
  /** Ends the search that runs. */
  | { readonly kind: 'end' }
  | { readonly kind: 'ask'; readonly number: number; readonly ask: Ask };

export type Told =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'answered'; readonly answered: Answered }
  /** Steps that have been followed so far. */
  | { readonly kind: 'followed'; readonly steps: number }
  | { readonly kind: 'told'; readonly number: number; readonly value: ReturnType<Looking[Question]> }
  /** A fault of ours. */
  | { readonly kind: 'bug'; readonly detail: string };

/** What an edit is called: so the command that shows it again says `--patch edit.diff`. */
export const editName = 'edit.diff';

export interface Edit {
  readonly file: string;
  readonly claim: string;
  readonly property: string;
  /** Empty: `sc`. */
  readonly memory: string;
  /** Without the edit. */
  readonly variant: string;
  readonly diff: string;
}

/** A file as a variant has it. */
export interface ModelText {
  readonly text: string;
  /** In a diff on top of the variant: a path with a layer means that layer, and one without, the topmost. */
  readonly called: string;
}

export type EditAsked =
  | { readonly kind: 'sources'; readonly text: string }
  /** How files read that the patches of a variant change. */
  | { readonly kind: 'patched'; readonly file: string; readonly variant: string; readonly number: number }
  /** What is wrong with it. */
  | { readonly kind: 'look'; readonly edit: Edit; readonly number: number }
  | { readonly kind: 'check'; readonly edit: Edit }
  | { readonly kind: 'end' };

export type EditTold =
  | {
      readonly kind: 'read';
      /** Of the look; null: of a check. */
      readonly number: number | null;
      readonly diagnostics: readonly Diagnostic[];
      readonly problems: readonly string[];
    }
  /** By the path of the file that is changed. */
  | { readonly kind: 'patched'; readonly number: number; readonly texts: Readonly<Record<string, ModelText>> }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** A row of a pack, as `graphText` writes it. */
  | { readonly kind: 'checked'; readonly row: string }
  | { readonly kind: 'bug'; readonly detail: string };
