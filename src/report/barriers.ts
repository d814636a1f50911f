// SPDX-License-Identifier: MIT
// Which barriers and orderings a claim needs, as a table and as JSON: what was weakened, and what became of the claims that held.

import type { MemoryModel } from '../compile/program.ts';
import { type IngredientResult, type Ingredients, ingredientsText, takenJson } from './ingredients.ts';
import type { Paint } from './paint.ts';
import type { Trouble } from './problems.ts';

/** Of one scenario, whether its memory makes any difference. */
export type Beyond =
  /** So many ways to come to rest, the same under both. */
  | { readonly kind: 'same'; readonly rests: number }
  /** So many under sc, and so many more that only the weaker memory has. */
  | { readonly kind: 'more'; readonly rests: number; readonly more: number }
  /** Why it is not known. One sentence. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Barriers extends Ingredients {
  readonly memory: MemoryModel;
  /** By scenario, in the order of `cases`; empty where something is needed. */
  readonly beyond: readonly Beyond[];
}

export function barriersText(found: Barriers, paint: Paint): string {
  const { alone, together } = sorted(found);
  const table = ingredientsText({ ...found, results: alone }, paint, { noun: 'weakening', memory: found.memory });
  const all = together.map(
    ({ ingredients, answer }) => `the ${ingredients.length} that are not needed, all at once: ${answer}`,
  );
  const beyond = found.beyond.map((one, i) => {
    const where = found.beyond.length > 1 ? `${found.cases[i]?.file}: ` : '';
    return `${where}${beyondText(one, found)}`;
  });
  return [table, ...[...all, ...beyond].map((line) => `${line}\n`)].join('');
}

/** A place beside the other ways to weaken it. */
function sorted({ results }: Barriers): {
  readonly alone: readonly IngredientResult[];
  readonly together: readonly IngredientResult[];
} {
  const at = ({ ingredients: [first] }: IngredientResult): string =>
    `${first?.file} ${String(first?.line).padStart(6, '0')}`;
  const alone = results.filter(({ ingredients }) => ingredients.length === 1);
  return {
    alone: alone.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0)),
    together: results.filter(({ ingredients }) => ingredients.length > 1),
  };
}

function beyondText(beyond: Beyond, { results, memory }: Barriers): string {
  const ways = (n: number): string => (n === 1 ? 'one way' : `${n} ways`);
  const without = results.length === 0 ? '' : `, without ${results.length === 1 ? 'it' : 'any of them'}`;
  switch (beyond.kind) {
    case 'same':
      return `no behaviour beyond sequential consistency${without}, where runs come to rest: ${ways(beyond.rests)}, as under sc; what comes to no rest was not compared`;
    case 'more':
      return `${ways(beyond.more)} to come to rest under ${memory} that sc does not have${without}; no claim is about them`;
    case 'unknown':
      return `whether there is behaviour beyond sequential consistency is not known: ${beyond.reason}`;
  }
}

/** Schema `faultline.barriers/1`. */
export function barriersJson(found: Barriers, trouble: Trouble): string {
  const { cases, variant, memory, claims, beyond, milliseconds } = found;
  const { alone, together } = sorted(found);
  const document = {
    schema: 'faultline.barriers/1',
    cases,
    variant,
    memory,
    claims: claims.map(({ id, case: file, property }) => ({ id, case: file, property })),
    weakenings: alone.map(takenJson),
    together: together.map(takenJson)[0] ?? null,
    beyond,
    seconds: Math.round(milliseconds) / 1000,
    ...trouble,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
