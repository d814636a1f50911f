// SPDX-License-Identifier: MIT
// The models that both sides run: ours, SPIN's twin of it, and the counts that both must reach.

export interface Model {
  readonly name: string;
  /** Our scenario file, from the root of the repository. */
  readonly file: string;
  /** SPIN's model in bench/spin/, and its N. */
  readonly promela: string;
  readonly n: number;
  /** Depth of SPIN's stack (`-m`): just above what the search needs, so that SPIN is not charged for room it never uses. */
  readonly spinDepth: number;
  readonly states: number;
  readonly transitions: number;
  /** Run only with `--five`: minutes and 9 GiB. */
  readonly large: boolean;
}

export const models: readonly Model[] = [
  {
    name: 'peterson, 4 processes',
    file: 'examples/beem/peterson-4.ts',
    promela: 'peterson.pml',
    n: 4,
    spinDepth: 100_000,
    states: 1_119_560, // BEEM, peterson.4
    transitions: 3_864_896,
    large: false,
  },
  {
    name: 'mcs queue lock, 4 processes',
    file: 'examples/beem/mcs-3.ts',
    promela: 'mcs.pml',
    n: 4,
    spinDepth: 150_000,
    states: 571_459, // BEEM, mcs.3
    transitions: 2_077_384,
    large: false,
  },
  {
    name: 'two-phase commit, 7 managers',
    file: 'bench/models/two-phase-commit-7.ts',
    promela: 'two-phase-commit.pml',
    n: 7,
    spinDepth: 1_000,
    states: 296_448, // SPIN and stateright
    transitions: 2_744_705,
    large: false,
  },
  {
    name: 'peterson, 5 processes',
    file: 'bench/models/peterson-5.ts',
    promela: 'peterson.pml',
    n: 5,
    spinDepth: 5_000_000,
    states: 142_471_098, // SPIN and a program over typed arrays
    transitions: 615_983_127,
    large: true,
  },
];
