// SPDX-License-Identifier: MIT
// What --json prints where there is no answer at all: whoever reads a document gets one, whatever went wrong.

import { barriersJson } from '../report/barriers.ts';
import { nothingLeftOut } from '../report/claim.ts';
import { ingredientsJson } from '../report/ingredients.ts';
import { json } from '../report/json.ts';
import { litmusJson } from '../report/litmus.ts';
import type { Trouble } from '../report/problems.ts';
import { listJson } from './list.ts';

/** Of the command that these words ask for; null where they ask for no document. */
export function emptyDocument(words: readonly string[], trouble: Trouble): string | null {
  if (!words.includes('--json')) return null;
  switch (words[0]) {
    case 'check':
      return json([], nothingLeftOut, trouble);
    case 'list':
      return listJson([], trouble);
    case 'ingredients':
      return ingredientsJson({ cases: [], variant: '', claims: [], results: [], milliseconds: 0 }, trouble);
    case 'barriers':
      return barriersJson(
        { cases: [], variant: '', memory: 'weak', claims: [], results: [], beyond: [], milliseconds: 0 },
        trouble,
      );
    case 'litmus':
      return litmusJson('sc', [], trouble);
    default:
      return null;
  }
}
