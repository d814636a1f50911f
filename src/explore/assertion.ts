// SPDX-License-Identifier: MIT
// A claim can be about one assertion of many: `ASSERTS: ` and its text. Read here, by all who have to know.

const PREFIX = 'ASSERTS: ';

/** The text of the assertion that a property names; null: it is about something else. */
export function assertionOf(property: string): string | null {
  return property.startsWith(PREFIX) ? property.slice(PREFIX.length) : null;
}
