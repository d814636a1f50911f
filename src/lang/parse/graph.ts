// SPDX-License-Identifier: MIT
// Who calls whom, before overlays are linked.

import type { Place } from '../diagnostic.ts';
import type { DeclarationId, FunctionDeclaration, ScenarioFunction, Tree } from '../tree.ts';
import { walk } from './walk.ts';

export interface Call {
  readonly callee: DeclarationId;
  readonly place: Place;
}

/** The calls by name. */
export function callsOf({ body }: FunctionDeclaration): readonly Call[] {
  const calls: Call[] = [];
  walk(body, {
    expression: (expression) => {
      if (expression.kind === 'call') calls.push({ callee: expression.callee, place: expression.place });
    },
  });
  return calls;
}

export function functionsOf(tree: Tree): readonly FunctionDeclaration[] {
  return [...tree.declarations.values()].filter((declaration) => declaration.kind === 'function');
}

/** Every function that some of these may call, through tables too: then any table of the type may be meant. */
export function reachable(tree: Tree, from: readonly FunctionDeclaration[]): ReadonlySet<FunctionDeclaration> {
  const reached = new Set<FunctionDeclaration>();
  const waiting = [...from];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const callees = [...callsOf(next).map(({ callee }) => callee), ...tableCallees(tree, next)];
    for (const id of callees) {
      const callee = tree.declarations.get(id);
      if (callee?.kind !== 'function' || reached.has(callee)) continue;
      reached.add(callee);
      waiting.push(callee);
    }
  }
  return reached;
}

function tableCallees(tree: Tree, { body }: FunctionDeclaration): readonly DeclarationId[] {
  const callees: DeclarationId[] = [];
  walk(body, {
    expression: (expression) => {
      if (expression.kind !== 'callTable' || expression.table.type.kind !== 'table') return;
      const { of } = expression.table.type;
      for (const table of tree.declarations.values()) {
        if (table.kind !== 'table' || table.of !== of) continue;
        const found = table.members.find(({ name }) => name === expression.member)?.function;
        if (found) callees.push(found);
      }
    },
  });
  return callees;
}

/** The functions of all scenarios by what they are for. */
export function roots(tree: Tree): {
  readonly worlds: readonly FunctionDeclaration[];
  readonly threads: readonly FunctionDeclaration[];
  readonly properties: readonly FunctionDeclaration[];
} {
  const bodies = (functions: readonly ScenarioFunction[]): readonly FunctionDeclaration[] =>
    functions.map((one) => one.function);
  return {
    worlds: tree.scenarios.map(({ world }) => world),
    threads: tree.scenarios.flatMap((s) => bodies([...s.threads, ...s.daemons, ...s.environment])),
    properties: tree.scenarios.flatMap((s) => bodies([...s.always, ...s.atEnd, ...s.sometimes])),
  };
}
