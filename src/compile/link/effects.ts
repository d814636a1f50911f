// SPDX-License-Identifier: MIT
// What the code of a scenario may do to memory, before any of it is lowered: which fields are ever written (all others
// are constants and cost no step), which classes are allocated and freed, which tables of functions are in play.
// Errs towards "written": a field counts as constant only if no reachable code of any thread names it as a target.

import type { DeclarationId, Expression, FunctionDeclaration, Statement, Target } from '../../lang/tree.ts';
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

  function target(item: Target, builds: boolean): void {
    if (item.kind === 'field') {
      const holder = item.object.type;
      if (holder.kind === 'ref') used.add(linked.resolve(holder.class));
      if (!builds && holder.kind === 'ref') written.add(`${linked.resolve(holder.class)}.${item.name}`);
      expression(item.object, builds);
    } else if (item.kind === 'index') {
      expression(item.index, builds);
      if (item.array.kind === 'field' || item.array.kind === 'index' || item.array.kind === 'local')
        target(item.array, builds);
    }
  }

  function expression(item: Expression, builds: boolean): void {
    switch (item.kind) {
      case 'number':
      case 'bool':
      case 'null':
      case 'text':
      case 'local':
      case 'constant':
      case 'self':
      case 'fence':
        return;
      case 'table':
        tables.add(linked.declaration(item.id).id);
        return;
      case 'field':
        if (item.object.type.kind === 'ref') used.add(linked.resolve(item.object.type.class));
        expression(item.object, builds);
        return;
      case 'index':
        expression(item.array, builds);
        expression(item.index, builds);
        return;
      case 'cast':
      case 'unary':
        expression(item.operand, builds);
        return;
      case 'binary':
      case 'logical':
      case 'same':
        expression(item.left, builds);
        expression(item.right, builds);
        return;
      case 'conditional':
        expression(item.test, builds);
        expression(item.then, builds);
        expression(item.else, builds);
        return;
      case 'call':
        for (const arg of item.args) expression(arg, builds);
        enqueue(linked.function(item.callee), builds);
        return;
      case 'callTable': {
        expression(item.table, builds);
        for (const arg of item.args) expression(arg, builds);
        if (item.table.type.kind !== 'table') throw new Error(`checker bug: a call through a ${item.table.type.kind}`);
        (builds ? calledByReaders : calledByThreads).add(linked.resolve(item.table.type.of));
        return;
      }
      case 'hasMember':
        expression(item.table, builds);
        return;
      case 'record':
        if (item.spread !== null) expression(item.spread, builds);
        for (const field of item.fields) expression(field.value, builds);
        return;
      case 'new': {
        for (const arg of item.args) expression(arg, builds);
        initialisers(item.class, builds);
        return;
      }
      case 'array':
        expression(item.fill, builds);
        return;
      case 'atomically':
        if (item.word !== undefined) expression(item.word, builds);
        statements(item.body, builds);
        return;
      case 'waitUntil':
        statements(item.body, builds);
        return;
      case 'choose':
        expression(item.n, builds);
        return;
      case 'pool':
        expression(item.n, builds);
        initialisers(item.class, builds);
        return;
      case 'alloc':
        allocated.add(linked.resolve(item.class));
        initialisers(item.class, builds);
        return;
      case 'free':
        if (item.object.type.kind === 'ref') freed.add(linked.resolve(item.object.type.class));
        expression(item.object, builds);
        return;
      case 'assert':
        expression(item.condition, builds);
        return;
      case 'note':
        for (const value of item.values) expression(value, builds);
        return;
    }
  }

  function initialisers(id: DeclarationId, builds: boolean): void {
    const declared = linked.class(id);
    for (const field of declared.fields) if (field.initial !== null) expression(field.initial, builds);
    for (const value of declared.defaults) if (value !== null) expression(value, builds);
  }

  function statements(items: readonly Statement[], builds: boolean): void {
    for (const item of items) {
      switch (item.kind) {
        case 'let':
          if (item.value !== null) expression(item.value, builds);
          break;
        case 'assign':
        case 'update':
          target(item.target, builds);
          expression(item.value, builds);
          break;
        case 'expression':
          expression(item.value, builds);
          break;
        case 'if':
          expression(item.test, builds);
          statements(item.then, builds);
          statements(item.else, builds);
          break;
        case 'loop':
          if (item.test !== null) expression(item.test, builds);
          statements(item.update, builds);
          statements(item.body, builds);
          break;
        case 'switch':
          expression(item.subject, builds);
          for (const one of item.cases) statements(one.body, builds);
          break;
        case 'return':
          if (item.value !== null) expression(item.value, builds);
          break;
        case 'block':
          statements(item.body, builds);
          break;
        case 'break':
        case 'continue':
          break;
      }
    }
  }

  for (const reader of readers) enqueue(reader, true);
  for (const body of bodies) enqueue(body, false);
  while (queue.length > 0) {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) statements(next.function.body, next.builds);
    enqueueMembers();
  }
  return { written, allocated, freed, used, tables };
}
