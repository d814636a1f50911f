// SPDX-License-Identifier: MIT
// What stands in a `note` is only told, and what stands in a `warn` is judged where somebody asks: whatever they did would
// happen in one run of the model and not in another. So they look, as properties do; with overlays linked, because a
// function that they call may be replaced by one that writes.

import type { Diagnostic, Place } from '../../lang/diagnostic.ts';
import { effects } from '../../lang/parse/effects.ts';
import { refusalAt } from '../../lang/refusal.ts';
import { refusals } from '../../lang/subset.ts';
import type { Expression, FunctionDeclaration, Statement } from '../../lang/tree.ts';
import { walk } from '../../lang/walk.ts';
import { calledFrom } from './called.ts';
import type { Linked } from './link.ts';

export function refuseToldEffects(
  running: readonly FunctionDeclaration[],
  linked: Linked,
  line: (place: Place) => string,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const code = new Set([
    ...running,
    ...calledFrom(
      running.flatMap(({ body }) => body),
      linked,
    ),
  ]);
  for (const { body } of code) {
    walk(body, {
      expression: (item) => {
        const told = toldIn(item);
        if (told === null) return;
        const refuse = (place: Place, detail: string): void => {
          found.push(refusalAt(refusals['told-effect'], place, detail, line(place)));
        };
        for (const place of [...effects(told.body), ...assignments(told.body)]) refuse(place, told.word);
        for (const called of calledFrom(told.body, linked))
          if (effects(called.body).length > 0) refuse(item.place, `${told.word} calls ${called.name}`);
      },
    });
  }
  return found;
}

/** Null: it is neither. */
function toldIn(item: Expression): { readonly word: string; readonly body: readonly Statement[] } | null {
  const bodyOf = (values: readonly Expression[]): readonly Statement[] =>
    values.map((value) => ({ kind: 'expression', value, place: value.place }));
  if (item.kind === 'note') return { word: 'note', body: bodyOf(item.values) };
  if (item.kind === 'assert' && item.judged === 'asserts') return { word: 'warn', body: bodyOf([item.condition]) };
  return null;
}

/** To locals of the code around, from a body that is written in place. */
function assignments(body: readonly Statement[]): readonly Place[] {
  const own = new Set<number>();
  const places: Place[] = [];
  walk(body, {
    statement: (item) => {
      if (item.kind === 'let') own.add(item.local.id);
      if (item.kind !== 'assign' && item.kind !== 'update') return;
      const { target } = item;
      const base = target.kind === 'index' ? target.array : target;
      if (base.kind === 'local' && !own.has(base.local.id)) places.push(item.place);
    },
  });
  return places;
}
