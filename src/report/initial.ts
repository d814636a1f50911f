// SPDX-License-Identifier: MIT
// What a run begins with where a world has several beginnings: the cells that are not the same in all of them.

import type { Datum, Program, View } from '../compile/program.ts';
import { sameValue } from '../explore/cells.ts';
import { briefText } from './values.ts';

/** More than this is not read. */
const most = 6;

/** `glock.gl_state EXCLUSIVE`. Empty where there is one beginning. */
export function beginningOf(program: Program, initial: Int32Array): readonly string[] {
  if (program.initialCount < 2) return [];
  const own = cellsOf(program.view(initial, 0));
  const others = Array.from({ length: program.initialCount }, (_, i) =>
    cellsOf(program.view(program.initial, i * program.words)),
  );
  const texts = [...own]
    .filter(([name, value]) => others.some((cells) => !sameValue(cells.get(name) ?? value, value)))
    .map(([name, value]) => `${name} ${briefText(value)}`);
  return texts.length <= most ? texts : [...texts.slice(0, most - 1), '…'];
}

function cellsOf({ objects }: View): ReadonlyMap<string, Datum> {
  return new Map(
    objects.flatMap((object) =>
      object.fields.flatMap(({ name, value }): [string, Datum][] => {
        const path = name === '' ? object.name : `${object.name}.${name}`;
        if (value.kind !== 'array') return [[path, value]];
        return value.items.map((item, i) => [`${path}[${i}]`, item]);
      }),
    ),
  );
}
