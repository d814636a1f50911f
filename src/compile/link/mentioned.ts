// SPDX-License-Identifier: MIT
// Which declarations a type is made of, outside in: the aliases and enums that it was written as, classes, types of tables.

import type { DeclarationId, Type } from '../../lang/tree.ts';

export interface Mentioned {
  readonly declared: readonly DeclarationId[];
  readonly classes: readonly DeclarationId[];
  readonly tables: readonly DeclarationId[];
}

export function mentionedIn(type: Type): Mentioned {
  const declared: DeclarationId[] = [];
  const classes: DeclarationId[] = [];
  const tables: DeclarationId[] = [];
  const look = (part: Type): void => {
    if (part.kind === 'int' || part.kind === 'record') declared.push(...(part.declared ?? []));
    if (part.kind === 'record' || part.kind === 'world') for (const field of part.fields) look(field.type);
    if (part.kind === 'array') look(part.element);
    if (part.kind === 'ref') classes.push(part.class);
    if (part.kind === 'table') tables.push(part.of);
  };
  look(type);
  return { declared, classes, tables };
}
