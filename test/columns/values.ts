// SPDX-License-Identifier: MIT
// A value that happened, and whether a printed one can stand for it. Records are printed as one writes page table entries:
// `{page0 W}` is a record of which `page` is page0, the flag that begins with w is set, and all other parts are false or
// null. After `…` nothing is said of other parts.

import type { Datum } from '../../src/compile/program.ts';

export type Value =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'record'; readonly text: string; readonly parts: ReadonlyMap<string, Value> };

export function asValue(datum: Datum): Value {
  switch (datum.kind) {
    case 'int':
      return { kind: 'plain', text: String(datum.value) };
    case 'bool':
      return { kind: 'plain', text: String(datum.value) };
    case 'enum':
      return { kind: 'plain', text: datum.members.length > 0 ? datum.members.join('|') : String(datum.value) };
    case 'reference':
      return { kind: 'plain', text: datum.to ?? 'null' };
    case 'structure':
      return { kind: 'plain', text: datum.name };
    case 'untold':
      return { kind: 'plain', text: '…' };
    case 'array':
      return { kind: 'plain', text: `[${datum.items.map((item) => asValue(item).text).join(', ')}]` };
    case 'record': {
      const parts = new Map(datum.parts.map(({ name, value }) => [name, asValue(value)]));
      const text = `{${[...parts].map(([name, part]) => `${name}: ${part.text}`).join(', ')}}`;
      return { kind: 'record', text, parts };
    }
  }
}

/** Of records, as far as both are known: a read tells the parts that were looked at. */
export function agree(a: Value, b: Value): boolean {
  if (a.kind === 'plain' || b.kind === 'plain') return a.text === b.text;
  return [...a.parts].every(([name, part]) => {
    const other = b.parts.get(name);
    return other === undefined || agree(part, other);
  });
}

/** What is known of a record after more of it is seen. */
export function seen(before: Value | undefined, now: Value): Value {
  if (before?.kind !== 'record' || now.kind !== 'record') return now;
  return { ...now, parts: new Map([...before.parts, ...now.parts]) };
}

/** Part of a record by its name, `entry.dirty` of a record in a record. Null: there is none. */
export function partOf(value: Value, name: string): Value | null {
  if (name === '') return value;
  if (value.kind === 'plain') return null;
  const whole = value.parts.get(name);
  if (whole !== undefined) return whole;
  for (const [first, part] of value.parts) {
    const inner = name.startsWith(`${first}.`) ? partOf(part, name.slice(first.length + 1)) : null;
    if (inner !== null) return inner;
  }
  return null;
}

export function partNames(value: Value): readonly string[] {
  if (value.kind === 'plain') return [];
  return [...value.parts].flatMap(([name, part]) => [name, ...partNames(part).map((inner) => `${name}.${inner}`)]);
}

export function says(printed: string, value: Value): boolean {
  if (value.kind === 'plain') return bare(printed) === bare(value.text);
  if (!printed.startsWith('{') || !printed.endsWith('}')) return false;
  if (bare(printed) === bare(value.text)) return true;
  return describes(printed.slice(1, -1), value);
}

function describes(words: string, record: Extract<Value, { kind: 'record' }>): boolean {
  const open = new Map(record.parts);
  const tokens = outermost(words, ' ').filter((word) => word !== '');
  let all = true;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token === '…') {
      all = false;
      continue;
    }
    const number = tokens[i + 1] ?? '';
    const named = /^-?\d+$/.test(number)
      ? find(open, (name, part) => lastWord(name) === token && isText(part, number))
      : null;
    const flag = /^[A-Z]$/.test(token)
      ? find(open, (name, part) => isText(part, 'true') && lastWord(name).charAt(0).toUpperCase() === token)
      : null;
    const other = find(open, (name, part) =>
      isText(part, 'true')
        ? lastWord(name) === token
        : part.kind === 'record'
          ? says(token, part)
          : part.text === token,
    );
    const found = named ?? flag ?? other;
    if (found === null) return false;
    if (found === named) i++;
    open.delete(found);
  }
  return !all || [...open.values()].every(isNothing);
}

function isNothing(value: Value): boolean {
  if (value.kind === 'plain') return value.text === 'false' || value.text === 'null';
  return [...value.parts.values()].every(isNothing);
}

const isText = (value: Value, text: string): boolean => value.kind === 'plain' && value.text === text;
const lastWord = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function find(parts: ReadonlyMap<string, Value>, wanted: (name: string, part: Value) => boolean): string | null {
  for (const [name, part] of parts) if (wanted(name, part)) return name;
  return null;
}

/** Text is compared without blanks: a line may have been broken anywhere. */
export function bare(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

/** Splits where no bracket is open. */
export function outermost(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if ('({['.includes(letter)) depth++;
    if (')}]'.includes(letter)) depth--;
    if (depth > 0 || !text.startsWith(separator, i)) continue;
    parts.push(text.slice(start, i));
    start = i + separator.length;
  }
  return text === '' ? [] : [...parts, text.slice(start)];
}
