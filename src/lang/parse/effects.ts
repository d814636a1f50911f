// SPDX-License-Identifier: MIT
// Properties look at a state and change nothing; pools are set aside before the first step. Both rules hold for what is
// called, too.

import type { Place } from '../diagnostic.ts';
import type { Expression, Statement } from '../tree.ts';
import { walk } from '../walk.ts';
import type { CallGraph } from './graph.ts';
import type { Refusals } from './refuse.ts';

export function refuseEffects(graph: CallGraph, refusals: Refusals): void {
  for (const property of [...graph.properties, ...graph.gates]) {
    for (const place of effects(property.body)) refusals.refuseAt('property-effect', place, property.name);
    for (const called of graph.reachable([property])) {
      const calls = `${property.name} calls ${called.name}`;
      if (effects(called.body).length > 0) refusals.refuseAt('property-effect', property.place, calls);
    }
  }
  for (const code of new Set([...graph.threads, ...graph.reachable(graph.threads)])) {
    walk(code.body, {
      expression: (expression) => {
        if (expression.kind === 'pool') refusals.refuseAt('pool-position', expression.place);
      },
    });
  }
}

/** Where code does what a property may not. */
export function effects(body: readonly Statement[]): readonly Place[] {
  const places: Place[] = [];
  walk(body, {
    statement: (statement) => {
      if (writesMemory(statement)) places.push(statement.place);
    },
    expression: (expression) => {
      if (isEffect(expression)) places.push(expression.place);
    },
  });
  return places;
}

function writesMemory(statement: Statement): boolean {
  if (statement.kind !== 'assign' && statement.kind !== 'update') return false;
  const { target } = statement;
  return target.kind === 'index' ? target.array.kind !== 'local' : target.kind !== 'local';
}

function isEffect({ kind }: Expression): boolean {
  switch (kind) {
    case 'alloc':
    case 'free':
    case 'pool':
    case 'choose':
    case 'new':
    case 'waitUntil':
      return true;
    default:
      return false;
  }
}
