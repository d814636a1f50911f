// SPDX-License-Identifier: MIT
// `faultline ingredients`: which line carries the proof. What holds is asked again, once for each ingredient of the patch,
// without that ingredient.

import type { Project } from '../ask/project.ts';
import { ingredientsIn, type Placed, type TakenOut, takenOut } from '../ask/taken-out.ts';
import { ingredientsJson, ingredientsText } from '../report/ingredients.ts';
import type { ExitStatus } from './exit.ts';
import type { Output } from './output.ts';
import { placedIn, type Tried, type WithoutRequest, withoutEach } from './without.ts';

export interface IngredientsRequest extends WithoutRequest {
  /** Whether those that are not needed are taken out by twos as well. */
  readonly pairs: boolean;
  /** Whether two statements are also asked about in the other order. */
  readonly orders: boolean;
}

export async function ingredients(project: Project, request: IngredientsRequest, output: Output): Promise<ExitStatus> {
  let arePairs = false;
  const { found, blocks, status } = await withoutEach(
    project,
    request,
    {
      first: (holding) =>
        placedIn(
          holding,
          (question) => ingredientsIn(project, question, request.of, request.orders),
          (one) => one,
        ).flatMap((one, i) => takenOut(project, `without-${i + 1}.diff`, [one]) ?? []),
      next(tried) {
        if (!request.pairs || arePairs) return [];
        arePairs = true;
        return pairsOf(project, tried);
      },
    },
    output,
  );
  if (request.json) output.text(ingredientsJson(found, output.said));
  else {
    output.text(ingredientsText(found, output.paint));
    for (const block of blocks) output.text(`\n${block}`);
  }
  return status;
}

/** Those that each the model can do without: perhaps one of the two is needed. */
function pairsOf(project: Project, tried: readonly Tried[]): readonly TakenOut[] {
  const idle = tried.flatMap(({ taken, answer }): readonly Placed[] =>
    answer === 'not needed' ? taken.ingredients : [],
  );
  const pairs = idle.flatMap((one, i) => idle.slice(i + 1).map((other) => [one, other]));
  return pairs.flatMap((pair, i) => takenOut(project, `without-${tried.length + i + 1}.diff`, pair) ?? []);
}
