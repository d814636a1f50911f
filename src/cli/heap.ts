// SPDX-License-Identifier: MIT
// Whether JavaScript's own memory is used up. States lie outside of it and have a budget; what is kept of a long story, or of
// many outcomes, does not. Node would end the process (134), and with it every answer that it had.

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of what Node gives to what lasts. From four fifths on the engine gives up after a few collections that bring little. */
const FULL = 0.77;
/** What the limit counts in for what is young: three times 16 MiB. */
const YOUNG = 48 * 2 ** 20;

let collect: (() => void) | null = null;

/** Asked often: it costs a microsecond as long as there is room. */
export function isHeapFull(): boolean {
  if (!isOver()) return false;
  // Most of it may be what nobody needs any more and nobody has taken away.
  collect ??= collector();
  collect();
  return isOver();
}

function isOver(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > (limit - YOUNG) * FULL;
}

/** Node has it only where it is asked for; a context that is made after that has it as well. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  if (typeof found !== 'function') throw new Error('checker bug: the engine has no gc()');
  return () => found();
}
