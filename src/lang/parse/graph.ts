// SPDX-License-Identifier: MIT
// Who calls whom, before overlays are linked.

import type { Place } from '../diagnostic.ts';
import {
  type DeclarationId,
  type FunctionDeclaration,
  lookingFunctions,
  type ScenarioFunction,
  type Tree,
} from '../tree.ts';
import { walk } from '../walk.ts';

export interface Call {
  readonly callee: DeclarationId;
  readonly place: Place;
}

export class CallGraph {
  readonly tree: Tree;
  readonly functions: readonly FunctionDeclaration[];
  /** The functions of all scenarios, by what they are for. */
  readonly threads: readonly FunctionDeclaration[];
  /** What a thread waits for before each of its steps: code that changes nothing, and that model code depends on. */
  readonly gates: readonly FunctionDeclaration[];
  readonly properties: readonly FunctionDeclaration[];
  readonly #calls = new Map<FunctionDeclaration, readonly Call[]>();
  readonly #callees = new Map<FunctionDeclaration, readonly FunctionDeclaration[]>();

  constructor(tree: Tree) {
    const bodies = (functions: readonly ScenarioFunction[]): readonly FunctionDeclaration[] =>
      functions.map((one) => one.function);
    this.tree = tree;
    this.functions = [...tree.declarations.values()].filter((declaration) => declaration.kind === 'function');
    const running = tree.scenarios.flatMap((s) => [...s.threads, ...s.daemons, ...s.environment]);
    this.gates = running.flatMap(({ when }) => when ?? []);
    this.threads = [...bodies(running), ...this.gates];
    this.properties = tree.scenarios.flatMap(lookingFunctions);
  }

  /** The calls by name. */
  calls(from: FunctionDeclaration): readonly Call[] {
    this.#look(from);
    return this.#calls.get(from) ?? [];
  }

  /** Every function that some of these may call, through tables too: then any table of the type may be meant. */
  reachable(from: readonly FunctionDeclaration[]): ReadonlySet<FunctionDeclaration> {
    const reached = new Set<FunctionDeclaration>();
    const waiting = [...from];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      this.#look(next);
      for (const callee of this.#callees.get(next) ?? []) {
        if (reached.has(callee)) continue;
        reached.add(callee);
        waiting.push(callee);
      }
    }
    return reached;
  }

  /** The same once a variant is linked: a function may be replaced by any other of its name. */
  reachableWithOverlays(from: readonly FunctionDeclaration[]): ReadonlySet<FunctionDeclaration> {
    let reached = this.reachable(from);
    for (let before = -1; before < reached.size; ) {
      before = reached.size;
      const names = new Set([...reached].map(({ name }) => name));
      const replacing = this.functions.filter(({ name }) => names.has(name));
      reached = new Set([...replacing, ...this.reachable([...from, ...replacing])]);
    }
    return reached;
  }

  #look(from: FunctionDeclaration): void {
    if (this.#calls.has(from)) return;
    const calls: Call[] = [];
    const ids = new Set<DeclarationId>();
    walk(from.body, {
      expression: (expression) => {
        if (expression.kind === 'call') {
          calls.push({ callee: expression.callee, place: expression.place });
          ids.add(expression.callee);
        } else if (expression.kind === 'callTable' && expression.table.type.kind === 'table') {
          for (const id of this.#inTables(expression.table.type.of, expression.member)) ids.add(id);
        }
      },
    });
    this.#calls.set(from, calls);
    const callees = [...ids].flatMap((id) => this.tree.declarations.get(id) ?? []);
    this.#callees.set(
      from,
      callees.filter((declaration) => declaration.kind === 'function'),
    );
  }

  #inTables(of: DeclarationId, member: string): readonly DeclarationId[] {
    return [...this.tree.declarations.values()].flatMap((table) => {
      if (table.kind !== 'table' || table.of !== of) return [];
      return table.members.find(({ name }) => name === member)?.function ?? [];
    });
  }
}
