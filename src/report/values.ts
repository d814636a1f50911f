// SPDX-License-Identifier: MIT
// Values as text: this file alone makes it. Records in few words: `{page: page0, write: true, dirty: false}` is
// `{page0 W}`. What is false or null is left out, a flag that is set is the first letter of its name, as one writes PTEs in
// mails, and only numbers keep their names.

import type { Datum, NamedValue } from '../compile/program.ts';

/** Everything that a value holds, as the model would write it. */
export function valueText(value: Datum): string {
  switch (value.kind) {
    case 'int':
    case 'bool':
      return String(value.value);
    case 'enum':
      return value.members.length > 0 ? value.members.join('|') : String(value.value);
    case 'reference':
      return value.to ?? 'null';
    case 'record':
      return `{${value.parts.map((part) => `${part.name}: ${valueText(part.value)}`).join(', ')}}`;
    case 'array':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'structure':
      return value.name;
    case 'untold':
      return '…';
  }
}

/** The same in fewer words, if it is a record.
 *  @param names of the parts that are told; without it, all */
export function briefText(value: Datum, names?: ReadonlySet<string>): string {
  if (value.kind !== 'record') return valueText(value);
  const { parts } = value;
  const flags = parts.filter((part) => part.value.kind === 'bool').map(({ name }) => letterOf(name));
  const distinct = new Set(flags).size === flags.length;
  const texts = parts.flatMap((part) => (names?.has(part.name) === false ? [] : partText(part, distinct)));
  if (names !== undefined && names.size < parts.length) texts.push('…');
  return `{${texts.join(' ')}}`;
}

/** @param distinct whether the first letters of all flags of the record differ */
function partText({ name, value }: NamedValue, distinct: boolean): readonly string[] {
  switch (value.kind) {
    case 'bool':
      return value.value ? [distinct ? letterOf(name) : name] : [];
    case 'reference':
      return value.to === null ? [] : [value.to];
    case 'int':
      return [`${name} ${valueText(value)}`];
    case 'enum':
      return [value.members.length > 0 ? valueText(value) : `${name} ${value.value}`];
    default:
      return [briefText(value)];
  }
}

function letterOf(name: string): string {
  return name.charAt(0).toUpperCase();
}
