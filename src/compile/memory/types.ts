// SPDX-License-Identifier: MIT
// What a value of each type can be once the objects are counted, and how it is told.

import { type DeclarationId, nameOf, type TableDeclaration, type Type } from '../../lang/tree.ts';
import type { Range, Teller } from '../code/scalars.ts';
import type { Effects } from '../link/effects.ts';
import type { Linked } from '../link/link.ts';

export interface Types {
  /** How many objects of a class there can be; references need that many values and null. */
  count(id: DeclarationId): number;
  rangeOf(type: Type): Range;
  tellerOf(type: Type): Teller;
  /** The class whose objects a teller names; null: it tells something else. */
  toldBy(tell: Teller): DeclarationId | null;
  /** The class that a type refers to, as its memory is called; null: it is no reference. */
  referred(type: Type): DeclarationId | null;
  /** Tables of a type, numbered from 1 in this order; 0 is null. */
  tables(of: DeclarationId): readonly TableDeclaration[];
  objectName(id: DeclarationId, index: number): string;
}

interface TypesInput {
  readonly counts: ReadonlyMap<DeclarationId, number>;
  /** By `<class>/<number>`, of the objects that have a name. */
  readonly names: ReadonlyMap<string, string>;
  readonly effects: Effects;
  readonly linked: Linked;
}

export function typesOf({ counts, names, effects, linked }: TypesInput): Types {
  const tableLists = new Map<DeclarationId, readonly TableDeclaration[]>();
  /** One for each class, so that it can be told from it what a register holds. */
  const references = new Map<Teller, DeclarationId>();
  function referenceTo(id: DeclarationId): Teller {
    for (const [known, of] of references) if (of === id) return known;
    const tell: Teller = (value) => ({ kind: 'reference', to: value === 0 ? null : types.objectName(id, value - 1) });
    references.set(tell, id);
    return tell;
  }
  const types: Types = {
    count: (id) => counts.get(linked.resolve(id)) ?? 0,
    tables(of) {
      const id = linked.resolve(of);
      let list = tableLists.get(id);
      if (list === undefined) {
        list = linked.tables(id).filter((table) => effects.tables.has(table.id));
        tableLists.set(id, list);
      }
      return list;
    },
    rangeOf(type) {
      switch (type.kind) {
        case 'bool':
          return { min: 0, max: 1 };
        case 'int':
          return { min: type.min, max: type.max };
        case 'ref':
          return { min: 0, max: types.count(type.class) };
        case 'table':
          return { min: 0, max: types.tables(type.of).length };
        case 'null':
          return { min: 0, max: 0 };
        default:
          throw new Error(`checker bug: a ${type.kind} is no number`);
      }
    },
    toldBy: (tell) => references.get(tell) ?? null,
    referred: (type) => (type.kind === 'ref' ? linked.resolve(type.class) : null),
    objectName: (id, index) => names.get(`${linked.resolve(id)}/${index}`) ?? `${nameOf(id)}#${index}`,
    tellerOf(type) {
      switch (type.kind) {
        case 'bool':
          return (value) => ({ kind: 'bool', value: value !== 0 });
        case 'int':
          return intTeller(type);
        case 'ref':
          return referenceTo(linked.resolve(type.class));
        case 'table':
          return (value) => ({ kind: 'reference', to: value === 0 ? null : tableName(type.of, value) });
        case 'null':
          return () => ({ kind: 'reference', to: null });
        default:
          throw new Error(`checker bug: a ${type.kind} is told in parts`);
      }
    },
  };

  function tableName(of: DeclarationId, value: number): string {
    const table = types.tables(of)[value - 1];
    if (table === undefined) throw new Error(`checker bug: ${nameOf(of)} has no table ${value}`);
    return table.name;
  }

  return types;
}

function intTeller({ labels }: Extract<Type, { kind: 'int' }>): Teller {
  if (labels === undefined) return (value) => ({ kind: 'int', value });
  const flags = labels.filter(({ value }) => value > 0 && (value & (value - 1)) === 0);
  return (value) => {
    const member = labels.find((label) => label.value === value);
    if (member !== undefined) return { kind: 'enum', value, members: [member.name] };
    const set = flags.filter((flag) => (value & flag.value) !== 0);
    const complete = value > 0 && set.reduce((bits, flag) => bits | flag.value, 0) === value;
    return { kind: 'enum', value, members: complete ? set.map(({ name }) => name) : [] };
  };
}
