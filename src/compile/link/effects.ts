// SPDX-License-Identifier: MIT
// What the code of a scenario may do to memory, before any of it is lowered: which fields are ever written (all others
// are constants and cost no step), which classes are allocated and freed, which tables of functions are in play.
// Errs towards "written": a field counts as constant only if no reachable code of any thread names it as a target.

import type { DeclarationId, Expression, FunctionDeclaration } from '../../lang/tree.ts';
import { type Visitor, walk, walkExpression } from '../../lang/walk.ts';
import type { Linked } from './link.ts';

export interface Effects {
  /** `<class id>.<field>` of every field that a thread, daemon or environment may assign. */
  readonly written: ReadonlySet<string>;
  readonly allocated: ReadonlySet<DeclarationId>;
  readonly freed: ReadonlySet<DeclarationId>;
  /** Classes of which some field is named: they may have no object. */
  readonly used: ReadonlySet<DeclarationId>;
  /** Tables that the code, or world(), mentions by name. */
  readonly tables: ReadonlySet<DeclarationId>;
}

/** `bodies` run as threads; `readers` (world and properties) only build and look. */
export function collectEffects(
  bodies: readonly FunctionDeclaration[],
  readers: readonly FunctionDeclaration[],
  linked: Linked,
): Effects {
  const written = new Set<string>();
  const allocated = new Set<DeclarationId>();
  const freed = new Set<DeclarationId>();
  const used = new Set<DeclarationId>();
  const tables = new Set<DeclarationId>();
  /** Types of tables through which threads call, and readers. */
  const calledByThreads = new Set<DeclarationId>();
  const calledByReaders = new Set<DeclarationId>();
  const seen = new Set<string>();
  const queue: { function: FunctionDeclaration; builds: boolean }[] = [];

  function enqueue(item: FunctionDeclaration, builds: boolean): void {
    const key = `${item.id} ${item.place.file}:${item.place.line}:${item.place.column} ${builds}`;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ function: item, builds });
  }

  /** What is called through a table may be any function of any table of its type that is mentioned. */
  function enqueueMembers(): void {
    for (const id of tables) {
      const table = linked.declaration(id);
      if (table.kind !== 'table') throw new Error(`checker bug: ${id} is no table`);
      const of = linked.resolve(table.of);
      for (const member of table.members) {
        if (member.function === null) continue;
        if (calledByThreads.has(of)) enqueue(linked.function(member.function), false);
        if (calledByReaders.has(of)) enqueue(linked.function(member.function), true);
      }
    }
  }

  /** What the code of threads does to memory, or what world() and the properties name. */
  function visitor(builds: boolean): Visitor {
    const visit: Visitor = {
      statement(item) {
        if (!builds && (item.kind === 'assign' || item.kind === 'update')) assigned(item.target);
      },
      expression(item) {
        switch (item.kind) {
          case 'table':
            tables.add(linked.declaration(item.id).id);
            break;
          case 'field':
            if (item.object.type.kind === 'ref') used.add(linked.resolve(item.object.type.class));
            break;
          case 'call':
            enqueue(linked.function(item.callee), builds);
            break;
          case 'callTable':
            if (item.table.type.kind !== 'table')
              throw new Error(`checker bug: a call through a ${item.table.type.kind}`);
            (builds ? calledByReaders : calledByThreads).add(linked.resolve(item.table.type.of));
            break;
          case 'new':
          case 'pool':
            initialisers(item.class, visit);
            break;
          case 'alloc':
            allocated.add(linked.resolve(item.class));
            initialisers(item.class, visit);
            break;
          case 'free':
            if (item.object.type.kind === 'ref') freed.add(linked.resolve(item.object.type.class));
            break;
        }
      },
    };
    return visit;
  }

  /** The field, or the field that an element is of. */
  function assigned(item: Expression): void {
    if (item.kind === 'index') assigned(item.array);
    else if (item.kind === 'field' && item.object.type.kind === 'ref')
      written.add(`${linked.resolve(item.object.type.class)}.${item.name}`);
  }

  function initialisers(id: DeclarationId, visit: Visitor): void {
    const declared = linked.class(id);
    for (const { initial } of declared.fields) if (initial !== null) walkExpression(initial, visit);
    for (const value of declared.defaults) if (value !== null) walkExpression(value, visit);
  }

  const building = visitor(true);
  const running = visitor(false);
  for (const reader of readers) enqueue(reader, true);
  for (const body of bodies) enqueue(body, false);
  while (queue.length > 0) {
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      walk(next.function.body, next.builds ? building : running);
    enqueueMembers();
  }
  return { written, allocated, freed, used, tables };
}
