// SPDX-License-Identifier: MIT
// A priority queue for costs of three parts, most significant first: environment steps, context switches, steps. One
// number holds all three exactly. Costs taken never fall, so a bucket per cost and a cursor replace a heap; the few
// pairs (environment steps, switches) are kept sorted, the steps index an array.

/** Exact below 2^20 steps, 2^20 switches and 2^12 environment steps: longer stories are nobody's shortest. */
export const STEP = 1;
export const SWITCH = 2 ** 20;
export const ENVIRONMENT = 2 ** 40;
interface Shelf {
  /** Cost without steps. */
  readonly base: number;
  readonly bySteps: number[][];
}

export class BucketQueue {
  /** Dearest first, so that the cheapest is at the end. */
  private readonly shelves: Shelf[] = [];
  private steps = 0;

  /** @param cost not below the cost of what was taken last */
  push(cost: number, node: number): void {
    const steps = cost % SWITCH;
    const base = cost - steps;
    let i = this.shelves.length - 1;
    while (i >= 0 && this.shelves[i]!.base < base) i--;
    let shelf = this.shelves[i];
    if (shelf === undefined || shelf.base !== base) {
      shelf = { base, bySteps: [] };
      this.shelves.splice(i + 1, 0, shelf);
      if (i + 1 === this.shelves.length - 1) this.steps = 0;
    }
    for (let s = shelf.bySteps.length; s <= steps; s++) shelf.bySteps.push([]);
    shelf.bySteps[steps]!.push(node);
  }

  /** The cheapest node with its cost, or null. */
  pop(): { readonly cost: number; readonly node: number } | null {
    for (;;) {
      const shelf = this.shelves.at(-1);
      if (shelf === undefined) return null;
      const node = shelf.bySteps[this.steps]?.pop();
      if (node !== undefined) return { cost: shelf.base + this.steps, node };
      if (this.steps < shelf.bySteps.length) {
        shelf.bySteps[this.steps] = [];
        this.steps++;
        continue;
      }
      this.shelves.pop();
      this.steps = 0;
    }
  }
}
