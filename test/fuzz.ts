// SPDX-License-Identifier: MIT
// How long random tests run, and from which seed. By default always the same programs, so that a commit passes or fails
// for its own reasons and in the same time. FAULTLINE_FUZZ=<programs> runs as many new ones, for a night;
// FAULTLINE_SEED=<n> repeats what a failure printed.

const { FAULTLINE_FUZZ, FAULTLINE_SEED } = process.env;
const SEED = 20_201_101;

/** The number of programs asked for, or what a test does by default. */
export function programs(otherwise: number): number {
  return FAULTLINE_FUZZ === undefined ? otherwise : Number(FAULTLINE_FUZZ);
}

/** Parameters for fast-check. */
export function runs(numRuns: number): { readonly numRuns: number; readonly seed?: number } {
  if (FAULTLINE_SEED !== undefined) return { numRuns, seed: Number(FAULTLINE_SEED) };
  return FAULTLINE_FUZZ === undefined ? { numRuns, seed: SEED } : { numRuns };
}
