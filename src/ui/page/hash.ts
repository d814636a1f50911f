// SPDX-License-Identifier: MIT
// The part of the address behind `#`, as a position. Two forms: packed, which is short enough to be sent; and `!` with the text as
// it is, for links within the page, which are made all at once.

import { linkedMemory, longestLink, type Position, positionIn, positionText, type ReadPosition } from '../link.ts';
import type { ShownRun } from '../looking.ts';
import { aboutOf, type PackedRow } from '../pack.ts';
import { fromHash, toHash } from './packed.ts';
import { editName } from './work/messages.ts';

/** The address of the gallery. */
export const everything = '#all';

/** What of the address was read or written last: what else stands there is a link that somebody follows, and is not read yet. */
let known = '';
let reads = 0;

/** Null: the address names none. */
export async function hashPosition(): Promise<ReadPosition | null> {
  known = location.hash;
  reads++;
  if (['', '#', everything].includes(known)) return null;
  const hash = known.slice(1);
  try {
    const text = hash.startsWith('!') ? decodeURIComponent(hash.slice(1)) : await fromHash(hash, longestLink);
    return positionIn(text);
  } catch {
    return { kind: 'problem', problem: 'This link cannot be read: it is damaged, or too long.' };
  }
}

export async function packedHash(position: Position): Promise<string> {
  return `#${await toHash(positionText(position))}`;
}

/** Writes where one stands now into the address, unless a link is followed before it is done. */
export function hashWriter(): (hash: string) => void {
  const since = reads;
  return (hash) => {
    if (reads !== since || location.hash !== known) return;
    history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
    known = location.hash;
  };
}

/** Where one stands, as what is meant by it. */
export function positionAt(
  row: PackedRow,
  model: string,
  { run, at }: { readonly run: Pick<ShownRun, 'choices'>; readonly at: number },
  { title, note }: Pick<Position, 'title' | 'note'>,
): Position {
  const { id: claim, property } = row.question.claim;
  const { diff = '' } = row;
  const meant = {
    file: aboutOf(row).scenario.file,
    claim,
    property,
    variant: variantBelow(row),
    memory: linkedMemory(row.question.claim),
  };
  return { ...meant, diff, trace: run.choices, at, title, note, model };
}

/** Of an edited model, the variant that the edit is on. */
export function variantBelow({ question, diff }: PackedRow): string {
  const { variant } = question.claim;
  return diff !== undefined && variant.endsWith(`+${editName}`) ? variant.slice(0, -editName.length - 1) : variant;
}

/** To a claim, wherever it begins. */
export function claimHash({
  file,
  claim,
  property,
  variant,
  memory,
}: Pick<Position, 'file' | 'claim' | 'property' | 'variant' | 'memory'>): string {
  const meant = { file, claim, property, variant, ...(memory === '' ? {} : { memory }) };
  return `#!${encodeURIComponent(JSON.stringify(meant))}`;
}
