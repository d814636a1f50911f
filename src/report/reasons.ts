// SPDX-License-Identifier: MIT
// Why a property is false, in values: `disk.blocks[0] 3 ≠ seen.stored 4`, `page0.dirty false`.

import type { Compared, Explanation, Fact, Side } from '../compile/program.ts';
import type { Story } from './story.ts';

const mirrored = { '=': '=', '≠': '≠', '<': '>', '≤': '≥', '>': '<', '≥': '≤' } as const;
/** More than this is not read. */
const most = 6;

/** What is false, and the values that make it so; the values below it are indented. */
export function reasons(story: Story): readonly string[] {
  const { failure, why } = story;
  if (failure === null || why === null) return failure === null ? [] : [`✗ ${failure.message}`];
  const name = why.function === null ? failure.property : `${failure.property}, ${why.function}(),`;
  const what = `✗ ${name} is false${failure.kind === 'atEnd' ? ' when all have finished' : ''}`;
  const facts = factsOf(why);
  return facts.length === 0 ? [what] : [`${what}:`, ...facts.map((fact) => `    ${fact}`)];
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
  return [other.left, other.right].some((side) => side?.name === fact.left.name && side.value === fact.left.value);
}

/** A reference that is not null. */
function isSomething({ relation, right }: Compared): boolean {
  return relation === '≠' && right?.name === null && right.value === 'null';
}

function factText({ left, relation, right }: Compared): string {
  if (relation === null || right === null) return sideText(left);
  if (left.name === null) return factText({ left: right, relation: mirrored[relation], right: left });
  // That a reference is not null is told by where it leads.
  if (isSomething({ left, relation, right })) return `${left.name} = ${left.value}`;
  if (relation !== '=') return `${sideText(left)} ${relation} ${sideText(right)}`;
  return [left.name, ...(right.name === null ? [] : [right.name]), right.value].join(' = ');
}

function sideText(side: Side): string {
  return side.name === null ? side.value : `${side.name} ${side.value}`;
}
