// SPDX-License-Identifier: MIT
// Whether a type that code was checked against and the one that linking puts in its place are the same, and how types and
// calls are told to a person who has to make them so. Names count for classes and tables, spelling for everything else.

import { type EnumLabel, type FunctionDeclaration, nameOf, type Type } from '../../lang/tree.ts';
import type { Linked } from './link.ts';

/** In memory a number has so many bits. Where it is passed or returned, its range is checked when the model runs. */
export type Ranges = 'same ranges' | 'any range';

/** `below`: what the code was written for. `above`: what it gets. */
export function agree(below: Type, above: Type, linked: Linked, ranges: Ranges): boolean {
  switch (below.kind) {
    case 'int': {
      if (above.kind !== 'int' || !keepsLabels(below.labels, above.labels)) return false;
      return ranges === 'any range' || (below.min === above.min && below.max === above.max);
    }
    case 'ref': {
      if (above.kind !== 'ref' || above.nullable !== below.nullable) return false;
      return linked.resolve(below.class) === linked.resolve(above.class);
    }
    case 'table': {
      if (above.kind !== 'table' || above.nullable !== below.nullable) return false;
      return linked.resolve(below.of) === linked.resolve(above.of);
    }
    case 'record': {
      if (above.kind !== 'record' || above.fields.length !== below.fields.length) return false;
      return below.fields.every((field, i) => {
        const other = above.fields[i];
        return other !== undefined && other.name === field.name && agree(field.type, other.type, linked, ranges);
      });
    }
    case 'array': {
      if (above.kind !== 'array' || above.length !== below.length) return false;
      return agree(below.element, above.element, linked, ranges);
    }
    case 'void':
    case 'bool':
    case 'null':
    case 'text':
    case 'world':
      return above.kind === below.kind;
  }
}

/** An enum may get members; those that there were keep their values. */
function keepsLabels(below: readonly EnumLabel[] | undefined, above: readonly EnumLabel[] | undefined): boolean {
  if (below === undefined || above === undefined) return true;
  return below.every((label) => above.some(({ name, value }) => name === label.name && value === label.value));
}

export function typeText(type: Type): string {
  switch (type.kind) {
    case 'int':
      return type.declared === undefined ? type.name : `${type.name} (${type.min} … ${type.max})`;
    case 'ref':
      return `${nameOf(type.class)}${type.nullable ? ' | null' : ''}`;
    case 'table':
      return `${nameOf(type.of)}${type.nullable ? ' | null' : ''}`;
    case 'record':
      return `{ ${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join('; ')} }`;
    case 'array':
      return `array<${typeText(type.element)}, ${type.length}>`;
    case 'void':
    case 'bool':
    case 'null':
    case 'text':
    case 'world':
      return type.kind;
  }
}

export function signatureText({ name, parameters, result }: FunctionDeclaration): string {
  const taken = parameters.map((parameter) => `${parameter.name}: ${typeText(parameter.type)}`);
  return `${name}(${taken.join(', ')}): ${typeText(result)}`;
}
