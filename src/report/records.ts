// SPDX-License-Identifier: MIT
// Records in few words: `{page: page0, write: true, dirty: false}` is `{page: page0, write}`. What is false or null is left out, and
// a flag that is set is its name.

/** `{a: 1, b: {c: 2}}` as pairs of the outermost level; empty for what is no record. */
export function partsOf(text: string): readonly (readonly [string, string])[] {
  if (!text.startsWith('{') || !text.endsWith('}')) return [];
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

/** The same record in fewer words; anything else as it is. */
export function briefRecord(text: string): string {
  if (!text.startsWith('{') || !text.endsWith('}')) return text;
  const texts = partsOf(text).flatMap(([name, value]) => {
    if (value === 'false' || value === 'null') return [];
    return [value === 'true' ? name : `${name}: ${briefRecord(value)}`];
  });
  return `{${texts.join(', ')}}`;
}
