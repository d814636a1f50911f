// SPDX-License-Identifier: MIT
// Why a property is false, in values: `disk.blocks[0] 3 ≠ seen.stored 4`, `page0.dirty false`.

import type { Compared, Datum, Explanation, Fact, Side, Term } from '../compile/program.ts';
import { cellName, sameValue } from '../explore/cells.ts';
import type { Story } from './story.ts';
import { valueText } from './values.ts';

const mirrored = { '=': '=', '≠': '≠', '<': '>', '≤': '≥', '>': '<', '≥': '≤' } as const;
/** More than this is not read. */
const most = 6;

/** What is false, and the values that make it so; the values below it are indented. */
export function reasons(story: Story): readonly string[] {
  const { failure, why } = story;
  if (failure === null || why === null) return failure === null ? [] : [`✗ ${failure.message}`];
  if (failure.kind === 'leadsTo') return withFacts(`✗ ${failure.message}`, why);
  const name = why.function === null ? failure.property : `${failure.property}, ${why.function}(),`;
  const what = `✗ ${name} is false${failure.kind === 'atEnd' ? ' when all have finished' : ''}`;
  return withFacts(what, why);
}

function withFacts(what: string, why: Explanation): readonly string[] {
  const facts = factsOf(why);
  return facts.length === 0 ? [what] : [`${what}:`, ...facts.map((fact) => `    ${fact}`)];
}

/** Where the columns come to the state from which on something is due. */
export function dueText({ failure, since }: Story): string {
  if (failure === null) throw new Error('checker bug: something is due, and nothing failed');
  const facts = since === null ? [] : factsOf(since);
  return `├── from here on '${failure.property}' is due${facts.length === 0 ? '' : `: ${facts.join(', ')}`}`;
}

function factsOf(why: Explanation): readonly string[] {
  const facts = textsOf(why.facts);
  if (facts.length <= most) return facts;
  const decisive = textsOf(why.facts.filter((fact) => fact.decisive));
  // What was looked at last is nearest to the answer.
  return decisive.length <= most ? decisive : ['…', ...decisive.slice(-most)];
}

function textsOf(facts: readonly Fact[]): readonly string[] {
  const telling = facts.filter((fact) => !facts.some((other) => other !== fact && isToldBy(fact, other)));
  return [...new Set(telling.map(factText))];
}

/** Where a reference leads is also said where it is compared with another one. */
function isToldBy(fact: Fact, other: Fact): boolean {
  if (!isSomething(fact) || isSomething(other)) return false;
  return [other.left, other.right].some(
    (side) => side !== null && nameOf(side.term) === nameOf(fact.left.term) && sameValue(side.value, fact.left.value),
  );
}

/** A reference that is not null. */
function isSomething({ relation, right }: Compared): boolean {
  return relation === '≠' && right?.term.kind === 'number' && isNull(right.value);
}

function isNull(value: Datum): boolean {
  return value.kind === 'reference' && value.to === null;
}

function factText({ left, relation, right }: Compared): string {
  if (relation === null || right === null) return sideText(left);
  const [name, other] = [nameOf(left.term), nameOf(right.term)];
  if (name === null) return factText({ left: right, relation: mirrored[relation], right: left });
  // That a reference is not null is told by where it leads.
  if (isSomething({ left, relation, right })) return `${name} = ${valueText(left.value)}`;
  if (relation !== '=') return `${sideText(left)} ${relation} ${sideText(right)}`;
  return [name, ...(other === null ? [] : [other]), valueText(right.value)].join(' = ');
}

function sideText({ term, value }: Side): string {
  const name = nameOf(term);
  return name === null ? valueText(value) : `${name} ${valueText(value)}`;
}

/** `page0.locked`, `(a.pos + 1)`; null for what is only a number. */
function nameOf(term: Term): string | null {
  switch (term.kind) {
    case 'cell':
      return cellName(term.location);
    case 'number':
      return null;
    case 'not':
      return `!${termText(term.operand)}`;
    case 'binary':
      return `(${termText(term.left)} ${term.operator} ${termText(term.right)})`;
  }
}

function termText(term: Term): string {
  return term.kind === 'number' ? String(term.value) : (nameOf(term) ?? '');
}
