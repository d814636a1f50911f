// SPDX-License-Identifier: MIT
// How many columns of a terminal a text takes. Nearly all that is printed is made of signs that take one each; looking for
// others is what takes the time when a story is drawn.

import stringWidth from 'string-width';

const narrow = /^[ -~…→─┌└✗≠≤≥·]*$/;

export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}
