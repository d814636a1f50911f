// SPDX-License-Identifier: MIT
// The full name of a variant: a kernel and patches, `v5.9+D`. What is written without a kernel is about the scenario's own,
// so `+D` never loses it; `+` alone is that kernel without patches.
// A patch D is a directory `patches/D` or a diff `patches/D.diff`.

export function variantName(written: string | null, kernel: string | null): string {
  const own = kernel ?? '';
  if (written === null || written === '' || written === '+') return own;
  return written.startsWith('+') ? `${own}${written}` : written;
}

export const diffEnding = '.diff';

/** What the patch in this directory is called in variants. A diff that comes to something else on other layers has their
 *  names behind an `@`. */
export function patchName(directory: string): string {
  const last = directory.slice(directory.lastIndexOf('/') + 1);
  return last.replace(/\.diff(@.*)?$/, '');
}
