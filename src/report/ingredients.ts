// SPDX-License-Identifier: MIT
// Which ingredient of a patch carries the proof, as a table and as JSON: what was taken out, and what became of the claims
// that held with it.

import type { Verdict } from '../explore/verdict.ts';
import { brokenInstead, type Claim } from './claim.ts';
import { counted, seconds } from './numbers.ts';
import type { Paint } from './paint.ts';
import type { Trouble } from './problems.ts';
import { brokenAtBlanks, pad } from './text.ts';

export interface TakenIngredient {
  readonly kind: string;
  readonly file: string;
  readonly function: string;
  readonly line: number;
  readonly what: string;
}

export interface AskedClaim {
  readonly claim: Claim;
  readonly verdict: Verdict;
}

/** `vacuous`: nothing fails, and the scenario does not get to what it is about. `no model`: it does not compile. `no change`:
 *  the model is the same without it. */
export type IngredientAnswer = 'needed' | 'not needed' | 'vacuous' | 'unknown' | 'no model' | 'no change';

export interface IngredientResult {
  /** One, or two that were taken out together. */
  readonly ingredients: readonly TakenIngredient[];
  readonly answer: IngredientAnswer;
  readonly asked: readonly AskedClaim[];
  /** What is wrong with the model; null where there is one. */
  readonly problem: string | null;
  /** The file with its diff; null where none was written. */
  readonly diff: string | null;
}

export interface Ingredients {
  /** Scenario files with their titles. */
  readonly cases: readonly { readonly file: string; readonly title: string }[];
  readonly variant: string;
  /** Those that hold with everything in place. */
  readonly claims: readonly Claim[];
  readonly results: readonly IngredientResult[];
  readonly milliseconds: number;
}

/** @param same whether the model is the one that it was */
export function answerOf(asked: readonly AskedClaim[], same: boolean): IngredientAnswer {
  if (asked.some(isBroken)) return 'needed';
  if (asked.some(({ verdict }) => verdict.kind === 'unknown')) return 'unknown';
  if (asked.some(({ verdict }) => verdict.kind === 'fails')) return 'vacuous';
  return same ? 'no change' : 'not needed';
}

const isBroken = ({ verdict }: AskedClaim): boolean => verdict.kind === 'fails' && verdict.failure.kind !== 'sometimes';

const columns = 80;
const answerWidth = 'not needed'.length;

/** What is counted below the table, and the memory that is named above it. */
export interface Words {
  readonly noun: string;
  readonly memory: string | null;
}

export function ingredientsText(
  found: Ingredients,
  paint: Paint,
  words: Words = { noun: 'ingredient', memory: null },
): string {
  const { claims, results } = found;
  const lines = [
    ...found.cases.flatMap(({ file, title }) => [paint.strong(file), ...indented(4, title)]),
    '',
    `  ${[found.variant, words.memory ?? '', 'what holds with everything in place:'].filter((one) => one !== '').join(' · ')}`,
    ...[...new Set(claims.map(nameOf))].flatMap((name) =>
      brokenAtBlanks(name, columns - 4).map((line) => `    ${line}`),
    ),
  ];
  let place = '';
  for (const result of results) {
    const [first, ...more] = result.ingredients;
    if (first === undefined) throw new Error('checker bug: nothing was taken out');
    const here = `${first.file}  ${first.function}()`;
    if (here !== place) lines.push('', ...brokenAtBlanks(here, columns - 2).map((line) => `  ${paint.strong(line)}`));
    place = here;
    lines.push(...rowOf(result, first, paint));
    for (const one of more) lines.push(...within(`and ${one.line} ${one.what}`));
    lines.push(...whyOf(result).flatMap((line) => within(line, paint.faint)));
  }
  return `${[...lines, '', sum(found, words.noun)].join('\n')}\n`;
}

function indented(by: number, text: string): readonly string[] {
  return brokenAtBlanks(text, columns - by).map((line) => `${' '.repeat(by)}${line}`);
}

const margin = 2 + answerWidth + 2;

function rowOf({ answer }: IngredientResult, { line, kind, what }: TakenIngredient, paint: Paint): readonly string[] {
  const colour = { needed: paint.good, 'not needed': paint.doubtful, unknown: paint.doubtful }[answer as string];
  const head = `${String(line).padStart(5)}  ${pad(kind, 'statement'.length)}  `;
  const [first = '', ...more] = brokenAtBlanks(what, columns - margin - head.length);
  const shown = pad(answer, answerWidth);
  return [
    `  ${colour === undefined ? shown : colour(shown)}  ${head}${first}`,
    ...more.map((one) => `${' '.repeat(margin + head.length)}${one}`),
  ];
}

function within(text: string, colour = (one: string): string => one): readonly string[] {
  const indent = ' '.repeat(margin + 7);
  return brokenAtBlanks(text, columns - indent.length).map((line) => `${indent}${colour(line)}`);
}

function whyOf({ asked, problem }: IngredientResult): readonly string[] {
  if (problem !== null) return [problem];
  const failing = asked.filter(isBroken);
  const never = asked.filter(({ verdict }) => verdict.kind === 'fails' && verdict.failure.kind === 'sometimes');
  const open = asked.filter(({ verdict }) => verdict.kind === 'unknown');
  const told = (some: readonly AskedClaim[]): string => [...new Set(some.map(brokenText))].join(', ');
  return [
    ...(failing.length > 0 ? [`without: ${told(failing)}`] : []),
    ...(failing.length === 0 && never.length > 0 ? [`without, it never happens: ${told(never)}`] : []),
    ...(open.length > 0 ? [`not decided: ${[...new Set(open.map(({ claim }) => nameOf(claim)))].join(', ')}`] : []),
  ];
}

function brokenText(one: AskedClaim): string {
  const instead = brokenInstead(one);
  if (instead === null) return `${nameOf(one.claim)} fails`;
  if (one.verdict.kind !== 'fails') throw new Error('checker bug: nothing is broken');
  const { kind, message } = one.verdict.failure;
  if (kind === 'sometimes') return instead;
  return instead === 'ASSERTS' ? message : `${instead} fails`;
}

const nameOf = ({ id, property }: Claim): string => `${id} ${property}`;

function sum({ results, milliseconds }: Ingredients, noun: string): string {
  const number = (wanted: IngredientAnswer): number => results.filter(({ answer }) => answer === wanted).length;
  const parts = [
    `${counted(results.length, noun)}: ${number('needed')} needed`,
    `${number('not needed')} not needed at this size`,
    ...(['vacuous', 'no model', 'no change', 'unknown'] as const).flatMap((one) =>
      number(one) > 0 ? `${number(one)} ${one}` : [],
    ),
  ];
  return `${parts.join(', ')} · ${seconds(milliseconds)}`;
}

/** Schema `faultline.ingredients/1`. */
export function ingredientsJson({ results, claims, milliseconds, ...rest }: Ingredients, trouble: Trouble): string {
  const document = {
    schema: 'faultline.ingredients/1',
    ...rest,
    claims: claims.map(({ id, case: file, property, as }) => ({ id, case: file, property, as })),
    ingredients: results.map(takenJson),
    seconds: Math.round(milliseconds) / 1000,
    ...trouble,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function takenJson({ ingredients, answer, asked, problem, diff }: IngredientResult): object {
  return {
    taken: ingredients,
    answer,
    claims: asked.map((one) => ({
      id: one.claim.id,
      case: one.claim.case,
      property: one.claim.property,
      verdict: one.verdict.kind,
      broken: one.verdict.kind === 'fails' ? one.verdict.failure.property : null,
      states: one.verdict.counts.states,
    })),
    problem,
    diff,
  };
}
