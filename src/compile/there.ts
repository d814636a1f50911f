// SPDX-License-Identifier: MIT
// What the compiler has put into a list is there when it looks it up again. If it is not, the checker is wrong and has
// to say so: a 0 in its place would go on as a value of the model.

/** The element of a list that cannot be missing. */
export function there<T>(list: { readonly [index: number]: T }, index: number, what: string): T {
  const found = list[index];
  if (found === undefined) throw new Error(`checker bug: no ${what} ${index}`);
  return found;
}
