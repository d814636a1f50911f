// SPDX-License-Identifier: MIT
// Hunks into a text: exactly, or not at all. Lines are compared to the last blank, and no context is left out. Only the line
// number may be off, and only where a hunk's old lines stand in one place: then there is no doubt what is meant.

import { type Hunk, linesOf } from './diff.ts';

export interface Misfit {
  readonly hunk: Hunk;
  /** Where it was looked for, counting from 1. */
  readonly line: number;
  /** One sentence. */
  readonly why: string;
}

export type Applied =
  | { readonly kind: 'applied'; readonly text: string }
  | { readonly kind: 'misfit'; readonly misfit: Misfit };

export function applyHunks(text: string, hunks: readonly Hunk[]): Applied {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const old = linesOf(text);
  const made: string[] = [];
  let done = 0;
  let shift = 0;
  for (const hunk of hunks) {
    const wanted = side(hunk, '+');
    // A hunk without old lines names the line that it comes after.
    const stated = (wanted.length === 0 ? hunk.oldStart : hunk.oldStart - 1) + shift;
    const at = placeFor(old, { wanted, made: side(hunk, '-') }, stated, done);
    if (typeof at !== 'number') return { kind: 'misfit', misfit: { hunk, ...at } };
    made.push(...old.slice(done, at), ...side(hunk, '-'));
    done = at + wanted.length;
    shift += at - stated;
  }
  made.push(...old.slice(done));
  return { kind: 'applied', text: made.join(end) };
}

/** The old lines of a hunk, without '+'; or the new ones, without '-'. */
function side(hunk: Hunk, without: '+' | '-'): readonly string[] {
  return hunk.lines.filter(({ kind }) => kind !== without).map(({ text }) => text);
}

function placeFor(
  old: readonly string[],
  { wanted, made }: { readonly wanted: readonly string[]; readonly made: readonly string[] },
  stated: number,
  from: number,
): number | Pick<Misfit, 'line' | 'why'> {
  const fits = (at: number): boolean => at >= from && wanted.every((line, i) => old[at + i] === line);
  if (stated <= old.length && fits(stated)) return stated;
  const line = stated + 1;
  if (wanted.length === 0) return { line, why: 'it adds lines at a place that is not there' };
  const places = old.map((_, at) => at).filter(fits);
  const [place, ...others] = places;
  if (place === undefined) {
    const there = (at: number): boolean => made.length > 0 && made.every((text, i) => old[at + i] === text);
    if (there(stated)) return { line, why: 'its new lines stand there already' };
    return nearest(old, wanted, stated);
  }
  if (others.length === 0) return place;
  const all = places.map((at) => at + 1).join(', ');
  return { line, why: `its lines are not there, and stand in ${places.length} other places: lines ${all}` };
}

/** The place with most of the lines that are wanted, and of several the nearest: what a person would have looked at. */
function nearest(old: readonly string[], wanted: readonly string[], stated: number): Pick<Misfit, 'line' | 'why'> {
  let best = { at: stated, score: 0 };
  for (let at = 0; at < old.length; at++) {
    const score = wanted.filter((line, i) => line.trim() !== '' && old[at + i] === line).length;
    const nearer = Math.abs(at - stated) < Math.abs(best.at - stated);
    if (score > best.score || (score === best.score && score > 0 && nearer)) best = { at, score };
  }
  const i = wanted.findIndex((line, index) => old[best.at + index] !== line);
  if (i < 0) return { line: best.at + 1, why: 'it begins before the hunk above it ends' };
  const line = best.at + i + 1;
  const found = old[best.at + i]?.trim();
  const missing = (wanted[i] ?? '').trim();
  if (found === undefined) return { line, why: `it wants \`${missing}\`, and the file ends before it` };
  const blanks = found === missing ? ', with other blanks' : '';
  return { line, why: `it wants \`${missing}\`, and there stands \`${found}\`${blanks}` };
}
