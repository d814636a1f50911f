// SPDX-License-Identifier: MIT
// `holds` is made in one place, and that place refuses to say it about less than everything.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { holds } from '../../src/explore/verdict.ts';

const COUNTS = {
  states: 1,
  transitions: 0,
  depth: 0,
  memory: 0,
  milliseconds: 0,
  reduced: 0,
  deadEnds: 1,
  ends: 1,
  outcomes: 0,
};

describe('holds', () => {
  it('occurs as a value once in the whole explorer', () => {
    const folder = new URL('../../src/explore/', import.meta.url);
    const made = readdirSync(folder).flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .split('\n')
        .filter((line) => /kind: 'holds'/.test(line) && !/readonly kind/.test(line))
        .map(() => file),
    );
    expect(made).toEqual(['verdict.ts']);
  });

  it('is refused with a frontier or with a sometimes not seen', () => {
    expect(holds(COUNTS, 'steps', 0, 0)).toMatchObject({ kind: 'holds', reduction: 'steps' });
    expect(() => holds(COUNTS, 'steps', 1, 0)).toThrow('checker bug');
    expect(() => holds(COUNTS, 'steps', 0, 1)).toThrow('checker bug');
  });
});
