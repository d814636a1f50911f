// SPDX-License-Identifier: MIT
// One line per claim row, made to be grepped and quoted: id, variant, property, verdict, whether that was expected, states,
// time. The widths are settled from the planned rows, so that lines can be printed as results arrive. In a terminal that is
// too narrow for them the numbers move closer, then each row takes two lines; nothing is cut off.

import stringWidth from 'string-width';
import type { Fairness, Verdict } from '../explore/verdict.ts';
import { listed } from '../explore/words.ts';
import { brokenInstead, type Claim, type ClaimResult, type LeftOut, settingOf, standing, tally } from './claim.ts';
import { costOf } from './cost.ts';
import { count, counted, seconds } from './numbers.ts';
import type { Paint } from './paint.ts';

export interface Widths {
  readonly id: number;
  readonly variant: number;
  readonly property: number;
  /** Of the number of states. */
  readonly states: number;
  /** Of the terminal; null where there is none. */
  readonly columns: number | null;
}

/** As many digits as anybody has waited for; a number with more sticks out. */
const mostDigits = 11;
/** 100,000 states take a second or two: the rows that people wait for at a terminal. */
const fewestDigits = 7;

/** @param columns of the terminal; null where the rows go anywhere else: then they are as wide as they are */
export function widthsOf(claims: readonly Claim[], columns: number | null = null): Widths {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));
  const names = {
    id: widest(claims.map((claim) => claim.id)),
    variant: widest(claims.map((claim) => variantOf(claim))),
    property: widest(claims.map((claim) => propertyOf(claim))),
  };
  const without =
    names.id + names.variant + names.property + 'fails  '.length + 'as expected'.length + ' states'.length;
  const left = (columns ?? Infinity) - without - '12.34 s'.length - 6 * gap.length;
  return { ...names, states: left < fewestDigits ? mostDigits : Math.min(mostDigits, left), columns };
}

const gap = '  ';

/** A claim without a variant still has a word in that place, so that fields can be counted. */
export function variantOf(claim: Claim): string {
  return [claim.variant === '' ? '-' : claim.variant, ...settingOf(claim)].join(' ');
}

/** With the other variant, where two are compared. */
export function propertyOf({ property, as }: Claim): string {
  return as === null ? property : `${property} as ${as === '' ? '-' : as}`;
}

export function verdictLine(result: ClaimResult, widths: Widths, paint: Paint): string {
  const { claim, verdict } = result;
  const names = [
    paint.strong(pad(claim.id, widths.id)),
    pad(variantOf(claim), widths.variant),
    pad(propertyOf(claim), widths.property),
  ];
  const answer = [
    verdictWord(verdict, paint),
    standingWord(result, paint),
    `${count(verdict.counts.states).padStart(widths.states)} ${verdict.counts.states === 1 ? 'state ' : 'states'}`,
    seconds(verdict.counts.milliseconds).padStart(7),
  ];
  return fitted([names, answer, remark(result)], widths.columns).join('\n');
}

/** On one line if they fit, otherwise each group begins its own, indented; a remark that is wider still is broken at blanks. */
function fitted(groups: readonly (readonly string[])[], columns: number | null): readonly string[] {
  const whole = groups.flat().join(gap);
  if (columns === null || stringWidth(whole) <= columns) return [whole];
  const [names = [], answer = [], remarks = []] = groups;
  const row = [...names, ...answer].join(gap);
  const begun = stringWidth(row) <= columns ? [row] : [names.join(gap).trimEnd(), `    ${answer.join(gap)}`];
  return [...begun, ...remarks.flatMap((text) => brokenAtBlanks(text, columns - 4).map((line) => `    ${line}`))];
}

export function brokenAtBlanks(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && stringWidth(last) + 1 + stringWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What the columns cannot say: which budget ended it, what broke instead of the property, how much a failure needs, what
 *  only one variant does. */
function remark(result: ClaimResult): readonly string[] {
  const { claim, verdict } = result;
  if (verdict.kind === 'unknown') return [verdict.bound.reason];
  if (verdict.kind === 'holds' && verdict.fairness !== null) return [fairnessText(verdict.fairness)];
  if (verdict.kind === 'holds') return claim.as === null ? [] : [counted(verdict.counts.outcomes, 'outcome')];
  if (verdict.failure.kind === 'outcome') return [verdict.failure.message];
  const cost = costOf(result);
  if (cost !== null) return [cost.text];
  // Which of them, and of a value that does not fit: where it was to go, and what fits.
  if (claim.property === 'ASSERTS' && verdict.failure.kind === 'fault') return [verdict.failure.message];
  const instead = brokenInstead(result);
  return instead !== null ? [`${instead}: ${verdict.failure.message}`] : [];
}

/** What such a verdict takes for granted. */
function fairnessText({ owed, free, bounded, unbounded }: Fairness): string {
  const fair = `fair to ${owed.length === 0 ? 'nobody' : listed(owed)}`;
  const endless = free.filter((name) => !bounded.includes(name));
  const owedNothing =
    endless.length === 0
      ? []
      : [`nothing is owed to ${listed(endless)} at ${endless.length > 1 ? 'their tops' : 'its top'}`];
  const names = listed(bounded);
  const without = {
    holds: `also without the bound of ${names}`,
    fails: `only because ${names} ${bounded.length === 1 ? 'stops' : 'stop'}: without that bound it fails`,
    unknown: `without the bound of ${names} it is not known`,
  };
  return [fair, ...owedNothing, ...(unbounded === null ? [] : [without[unbounded]])].join('; ');
}

function verdictWord(verdict: Verdict, paint: Paint): string {
  const word = verdict.kind.padEnd(7);
  switch (verdict.kind) {
    case 'holds':
      return paint.good(word);
    case 'fails':
      return paint.bad(word);
    case 'unknown':
      return paint.doubtful(word);
  }
}

function standingWord(result: ClaimResult, paint: Paint): string {
  switch (standing(result)) {
    case 'expected':
      return 'as expected';
    case 'unexpected':
      return paint.bad('UNEXPECTED ');
    case 'unknown':
      return paint.doubtful('not decided');
  }
}

export interface Checked {
  readonly results: readonly ClaimResult[];
  readonly leftOut: LeftOut;
  /** How many of them an earlier check had answered. */
  readonly kept: number;
}

/** `12 claims: 11 as expected, 1 unexpected, 0 unknown · 3.21 s · 10 kept answers · 2 files not checked`. */
export function summaryLine({ results, leftOut, kept }: Checked, milliseconds: number, paint: Paint): string {
  const sum = tally(results);
  const unexpected = `${count(sum.unexpected)} unexpected`;
  const unknown = `${count(sum.unknown)} unknown`;
  const parts = [
    `${count(sum.asExpected)} as expected`,
    sum.unexpected > 0 ? paint.bad(unexpected) : unexpected,
    sum.unknown > 0 ? paint.doubtful(unknown) : unknown,
  ];
  const missing = [
    ...(leftOut.notChecked.length > 0 ? [`${counted(leftOut.notChecked.length, 'file')} not checked`] : []),
    ...(leftOut.checkedInPart.length > 0 ? [`${counted(leftOut.checkedInPart.length, 'file')} checked in part`] : []),
  ];
  return [
    `${counted(sum.claims, 'claim')}: ${parts.join(', ')}`,
    seconds(milliseconds),
    ...(kept > 0 ? [counted(kept, 'kept answer')] : []),
    ...missing.map((part) => paint.bad(part)),
  ].join(' · ');
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
