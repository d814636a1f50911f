// SPDX-License-Identifier: MIT
// Finds functions that call themselves, directly or through others by name. Cycles that go through a table, or that an
// overlay closes, exist only once a variant is linked: the compiler finds those when it inlines.

import type { DeclarationId, FunctionDeclaration } from '../tree.ts';
import type { CallGraph } from './graph.ts';
import type { Refusals } from './refuse.ts';

export function refuseRecursion(graph: CallGraph, refusals: Refusals): void {
  const finished = new Set<DeclarationId>();
  const open: FunctionDeclaration[] = [];
  const visit = (from: FunctionDeclaration): void => {
    open.push(from);
    for (const { callee, place } of graph.calls(from)) {
      const first = open.findIndex(({ id }) => id === callee);
      if (first >= 0) {
        const cycle = [...open.slice(first).map(({ name }) => name), open[first]?.name];
        refusals.refuseAt('recursion', place, cycle.join(' → '));
        continue;
      }
      const next = graph.tree.declarations.get(callee);
      if (next?.kind === 'function' && !finished.has(callee)) visit(next);
    }
    open.pop();
    finished.add(from.id);
  };
  for (const one of graph.functions) if (!finished.has(one.id)) visit(one);
}
