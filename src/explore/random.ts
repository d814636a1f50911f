// SPDX-License-Identifier: MIT
// Chance that can be repeated: the seed comes from the command line, the rest follows from it.

export interface Random {
  /** A whole number from 0 to n − 1. */
  below(n: number): number;
}

/** A Weyl sequence, each value scrambled: ample for choosing among a handful of successors. */
export function createRandom(seed: number): Random {
  let counter = seed | 0;
  return {
    below(n) {
      counter = (counter + 0x9e3779b9) | 0;
      let x = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
      x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
      return Math.floor((((x ^ (x >>> 15)) >>> 0) / 2 ** 32) * n);
    },
  };
}
