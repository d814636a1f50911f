// SPDX-License-Identifier: MIT
// What a declarator of C declares: `**p` behind `int` is a name and a type.

import type { Syntax } from './grammar.ts';
import type { Source } from './source.ts';
import { type CType, typeCalled } from './types.ts';

/** @param offset from the syntax to the file */
export function declaratorOf(
  source: Source,
  written: Syntax,
  declarator: Syntax,
  offset: number,
): { readonly name: string; readonly type: CType } {
  const refuse = (node: Syntax, what: string, why: string, instead: string): never =>
    source.giveUp(node.startIndex + offset, node.text.length, { what, why, instead });
  let stars = 0;
  let inner = declarator;
  while (inner.type === 'pointer_declarator') {
    stars++;
    const next = inner.childForFieldName('declarator');
    if (next === null) return refuse(declarator, declarator.text, 'it declares no name', '');
    inner = next;
  }
  if (inner.type !== 'identifier')
    return refuse(
      declarator,
      `the declaration of \`${declarator.text}\``,
      'arrays and functions are not read',
      'int r0;',
    );
  const type = typeCalled(written.type === 'sized_type_specifier' ? 'long' : written.text, stars);
  if (type === null)
    return refuse(written, `the type ${written.text}`, 'numbers, atomic_t, spinlock_t and pointers are read', 'int');
  return { name: inner.text, type };
}
