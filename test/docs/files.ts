// SPDX-License-Identifier: MIT
// Blocks that are whole files: their first line says which.

import type { Block } from './markdown.ts';

export interface ShownFile {
  readonly name: string;
  readonly text: string;
}

/** A block of TypeScript that begins with `// file: mine/a.ts`, or a diff that begins with `# file: mine/a.diff`; null for any
 *  other. `ts refused`: with mistakes in it. */
export function fileOf(block: Block): ShownFile | null {
  if (!['ts', 'ts refused', 'diff'].includes(block.info)) return null;
  const first = /^(?:\/\/|#) file: (\S+)\n/.exec(block.text);
  return first === null ? null : { name: first[1] ?? '', text: block.text };
}
