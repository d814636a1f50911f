// SPDX-License-Identifier: MIT
// The full name of a variant: a kernel and patches, `v5.9+D`. What is written without a kernel is about the scenario's own,
// so `+D` never loses it; `+` alone is that kernel without patches.

export function variantName(written: string | null, kernel: string | null): string {
  const own = kernel ?? '';
  if (written === null || written === '' || written === '+') return own;
  return written.startsWith('+') ? `${own}${written}` : written;
}
