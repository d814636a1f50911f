// SPDX-License-Identifier: MIT
// What the page and its workers say to each other.

import type { Answered } from '../../../ask/answer.ts';
import type { Progress } from '../../../explore/options.ts';

/** A question as `graphText` writes it; `null` ends the search that runs. */
export type Asked = { readonly question: string } | null;

export type Told =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'answered'; readonly answered: Answered }
  /** A fault of ours. */
  | { readonly kind: 'bug'; readonly detail: string };
