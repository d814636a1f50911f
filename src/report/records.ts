// SPDX-License-Identifier: MIT
// Records in few words: `{page: page0, write: true, dirty: false}` is `{page0 W}`. What is false or null is left out, a
// flag that is set is the first letter of its name, as one writes PTEs in mails, and only numbers keep their names.

/** `{a: 1, b: {c: 2}}` as pairs of the outermost level; empty for what is no record. */
export function partsOf(text: string): readonly (readonly [string, string])[] {
  if (!isRecord(text)) return [];
  const parts: [string, string][] = [];
  let depth = 0;
  let part = '';
  for (const letter of `${text.slice(1, -1)},`) {
    if (letter === '{' || letter === '[') depth++;
    if (letter === '}' || letter === ']') depth--;
    if (letter !== ',' || depth > 0) {
      part += letter;
      continue;
    }
    const colon = part.indexOf(':');
    if (colon > 0) parts.push([part.slice(0, colon).trim(), part.slice(colon + 1).trim()]);
    part = '';
  }
  return parts;
}

/** The same record in fewer words; anything else as it is.
 *  @param names of the parts that are told; without it, all */
export function briefRecord(text: string, names?: ReadonlySet<string>): string {
  if (!isRecord(text)) return text;
  const parts = partsOf(text);
  const flags = parts.filter(([, value]) => value === 'true' || value === 'false').map(([name]) => letterOf(name));
  const distinct = new Set(flags).size === flags.length;
  const texts = parts.flatMap(([name, value]) => {
    if (value === 'false' || value === 'null' || names?.has(name) === false) return [];
    if (value === 'true') return [distinct ? letterOf(name) : lastWord(name)];
    return [/^-?\d/.test(value) ? `${lastWord(name)} ${value}` : briefRecord(value)];
  });
  if (names !== undefined && names.size < parts.length) texts.push('…');
  return `{${texts.join(' ')}}`;
}

export function isRecord(text: string): boolean {
  return text.startsWith('{') && text.endsWith('}');
}

export function lastWord(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function letterOf(name: string): string {
  return lastWord(name).charAt(0).toUpperCase();
}
