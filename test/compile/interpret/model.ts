// SPDX-License-Identifier: MIT
// What the plain interpreter must know before it runs anything: which declaration a name means under overlays, and which
// fields are constants, because no code that a thread can reach names them as a target.

import type {
  ClassDeclaration,
  Declaration,
  DeclarationId,
  FunctionDeclaration,
  ScenarioDeclaration,
  Tree,
} from '../../../src/lang/tree.ts';

export interface Role {
  readonly name: string;
  readonly role: 'thread' | 'daemon' | 'environment';
  readonly function: FunctionDeclaration;
  /** It takes no step while this is false. */
  readonly when: FunctionDeclaration | null;
  readonly budget: number | null;
}

/** A node of the tree, looked at without its type. */
interface Noted {
  readonly kind: unknown;
  readonly [key: string]: unknown;
}

export class Model {
  readonly roles: readonly Role[];
  readonly scenario: ScenarioDeclaration;
  private readonly tree: Tree;
  private readonly layers: readonly string[];
  private readonly assigned = new Set<string>();
  private readonly allocated = new Set<DeclarationId>();
  private readonly numbers = new Map<object, string>();

  constructor(tree: Tree, scenario: ScenarioDeclaration, layers: readonly string[]) {
    this.tree = tree;
    this.layers = layers;
    this.scenario = scenario;
    this.roles = [
      ...scenario.threads.map((one) => ({ ...one, role: 'thread' as const, budget: null })),
      ...scenario.daemons.map((one) => ({ ...one, role: 'daemon' as const, budget: null })),
      ...scenario.environment.map((one) => ({ ...one, role: 'environment' as const, budget: one.steps })),
    ];
    this.collect();
  }

  /** A name for a node of the tree, unique and short. */
  nameOf(node: object): string {
    let known = this.numbers.get(node);
    if (known === undefined) {
      known = `@${this.numbers.size}`;
      this.numbers.set(node, known);
    }
    return known;
  }

  declaration(id: DeclarationId): Declaration {
    const [file = '', name = ''] = id.split('#');
    const own = this.layers.filter((layer) => file.startsWith(`${layer}/`)).sort((a, b) => b.length - a.length)[0];
    const candidates = own === undefined ? [] : this.layers.map((layer) => `${layer}${file.slice(own.length)}#${name}`);
    const chosen = candidates.find((candidate) => this.tree.declarations.has(candidate)) ?? id;
    const found = this.tree.declarations.get(chosen);
    if (found === undefined) throw new Error(`no declaration ${id}`);
    return found;
  }

  class(id: DeclarationId): ClassDeclaration {
    const found = this.declaration(id);
    if (found.kind !== 'class') throw new Error(`${id} is no class`);
    return found;
  }

  function(id: DeclarationId): FunctionDeclaration {
    const found = this.declaration(id);
    if (found.kind !== 'function') throw new Error(`${id} is no function`);
    return found;
  }

  /** Whether touching it costs no step. */
  isFree(owner: DeclarationId, field: string): boolean {
    const declared = this.class(owner);
    if (declared.fields.find((one) => one.name === field)?.ghost === true) return true;
    return !this.assigned.has(`${declared.id}.${field}`) && !this.allocated.has(declared.id);
  }

  isAllocated(declaration: ClassDeclaration): boolean {
    return this.allocated.has(declaration.id);
  }

  /** Walks everything that a thread, daemon or environment can come to, by whatever path, until nothing is added. */
  private collect(): void {
    const tables = new Set<DeclarationId>();
    const walk = (root: unknown): void => {
      const seen = new Set<object>();
      const visit = (node: unknown): void => {
        if (node === null || typeof node !== 'object' || seen.has(node)) return;
        seen.add(node);
        if ('kind' in node) this.note(node as Noted, visit, tables);
        for (const [key, inner] of Object.entries(node)) if (key !== 'type' && key !== 'place') visit(inner);
      };
      visit(root);
    };
    for (let before = -1; before < tables.size; ) {
      before = tables.size;
      walk(this.scenario.world);
      // What world() assigns is not written by anybody who runs.
      this.assigned.clear();
      this.allocated.clear();
      walk(this.roles.flatMap((role) => [role.function, role.when ?? []]));
    }
  }

  private note(node: Noted, visit: (node: unknown) => void, tables: Set<DeclarationId>): void {
    const visitTable = (id: DeclarationId): void => {
      const table = this.declaration(id);
      if (table.kind !== 'table') return;
      tables.add(table.id);
      for (const one of table.members) if (one.function !== null) visit(this.function(one.function));
    };
    switch (node.kind) {
      case 'assign':
      case 'update':
        this.target(node.target);
        return;
      case 'call':
        visit(this.function(String(node.callee)));
        return;
      case 'new':
        visit(this.class(String(node.class)));
        return;
      case 'callTable':
        for (const id of tables) visitTable(id);
        return;
      case 'table':
        // Naming a table is taken for calling it.
        if (typeof node.id === 'string') visitTable(node.id);
        return;
      case 'alloc':
        visit(this.class(String(node.class)));
        this.allocated.add(this.class(String(node.class)).id);
        return;
    }
  }

  private target(node: unknown): void {
    const target = node as {
      kind: string;
      name: string;
      array: unknown;
      object: { type: { kind: string; class: string } };
    };
    if (target.kind === 'index') this.target(target.array);
    if (target.kind === 'field' && target.object.type.kind === 'ref')
      this.assigned.add(`${this.class(target.object.type.class).id}.${target.name}`);
  }
}
