// SPDX-License-Identifier: MIT
// A list of which only what is looked at is drawn. Up to some hundred rows it is drawn whole, so that a browser's own search and a
// printer have all of it.

import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** More rows are not drawn at once. */
export const mostRows = 400;

export function useVirtual(
  box: RefObject<HTMLElement | null>,
  count: number,
  { height, head }: { readonly height: number; readonly head: number },
): Virtualizer<HTMLElement, HTMLElement> {
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: count <= mostRows ? mostRows : 24,
    scrollMargin: head,
    scrollPaddingStart: head + height,
    scrollPaddingEnd: 2 * height,
    indexAttribute: 'data-row',
    initialRect: { width: 800, height: 600 },
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    measureElement,
    onChange: () => draw(undefined as never),
  };
  const [virtual] = useState(() => new Virtualizer(options));
  virtual.setOptions(options);
  useLayoutEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  return virtual;
}
