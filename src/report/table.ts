// SPDX-License-Identifier: MIT
// The table of a case's README: one line per row of a claim, in Markdown.

import type { Verdict } from '../explore/verdict.ts';
import { type Claim, memoryOf, settingOf } from './claim.ts';
import { costOf } from './cost.ts';
import { count, counted } from './numbers.ts';
import { propertyOf } from './text.ts';

export interface TableRow {
  readonly claim: Claim;
  readonly verdict: Verdict;
}

const header =
  '| claim | who | what | variant | property | thread | Faultline | states | columns |\n|---|---|---|---|---|---|---|--:|---|';

/** `states` are those of the search that gave the verdict; `columns` is the command that prints the story of a failure. */
export function claimsTable(rows: readonly TableRow[]): string {
  return [header, ...rows.map(line)].join('\n');
}

function line(row: TableRow): string {
  const { claim, verdict } = row;
  const cost = costOf(row);
  const ways = claim.as !== null && verdict.kind === 'holds' ? [counted(verdict.counts.outcomes, 'outcome')] : [];
  const detail = cost === null ? ways : [cost.text];
  const memory = memoryOf(claim);
  const variant = [claim.variant, ...settingOf(claim)].filter((one) => one !== '').join(' ');
  const flags = [
    ...(claim.variant === '' ? [] : ['--variant', claim.variant]),
    ...(memory === 'sc' ? [] : ['--memory', memory]),
    ...(claim.compiler === true ? ['--compiler'] : []),
  ];
  const command = ['faultline check', claim.case, ...flags, '--trace'].join(' ');
  const cells = [
    claim.id,
    claim.by,
    claim.title,
    variant,
    propertyOf(claim),
    claim.thread,
    [verdict.kind === 'fails' ? '**fails**' : verdict.kind, ...detail].join(', '),
    count(verdict.counts.states),
    verdict.kind === 'fails' ? `\`${command}\`` : '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The verdicts of one claim over its variants and properties: a line per variant, a column per property. */
export function matrixTable(rows: readonly TableRow[]): string {
  const variants = [...new Set(rows.map(({ claim }) => claim.variant))];
  const properties = [...new Set(rows.map(({ claim }) => claim.property))];
  const cell = (variant: string, property: string): string => {
    const row = rows.find(({ claim }) => claim.variant === variant && claim.property === property);
    if (row === undefined) return '';
    const { verdict } = row;
    return `${verdict.kind === 'fails' ? '**fails**' : verdict.kind} in ${count(verdict.counts.states)}`;
  };
  return [
    `| variant | ${properties.join(' | ')} |`,
    `|---|${properties.map(() => '--:').join('|')}|`,
    ...variants.map((one) => `| ${one} | ${properties.map((property) => cell(one, property)).join(' | ')} |`),
  ].join('\n');
}
