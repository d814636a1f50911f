// SPDX-License-Identifier: MIT
// A scenario as it is written: its bodies, its initial states, its properties; and which fields are constants, for which
// all code that can run has to have been read.

import ts from 'typescript';
import type { FunctionCode, Uses } from './code.ts';
import { bare } from './expressions.ts';
import type { Memory } from './memory.ts';
import { Modules } from './modules.ts';
import { Reader } from './reader.ts';
import { BEGINNING, Runner } from './runner.ts';
import { Broken } from './trouble.ts';
import type { ClassShape } from './types.ts';
import { fault, numberOf, type Table, truthOf, type Value } from './values.ts';
import { readWorld, type World } from './world.ts';

export type Role = 'thread' | 'daemon' | 'environment';

export interface Body {
  readonly name: string;
  readonly role: Role;
  readonly code: FunctionCode;
  /** It takes no step while this is false. */
  readonly when: FunctionCode | null;
  /** Steps of an environment after which nothing more begins; null: no budget. */
  readonly budget: number | null;
}

export interface Property {
  readonly name: string;
  readonly kind: 'always' | 'atEnd' | 'sometimes' | 'outcomes' | 'leadsTo';
  readonly code: FunctionCode;
}

export interface LeadsTo {
  readonly name: string;
  readonly from: Property;
  readonly to: Property;
}

export interface ModelOptions {
  readonly files: ReadonlyMap<string, string>;
  readonly scenario: string;
  /** Directories, topmost first. */
  readonly layers: readonly string[];
  readonly warnings: boolean;
}

/** The body of an entry: a method, or an arrow function under a name. */
function functionOf(node: ts.ObjectLiteralElementLike): ts.FunctionLikeDeclaration | null {
  if (ts.isMethodDeclaration(node)) return node;
  if (!ts.isPropertyAssignment(node)) return null;
  const value = bare(node.initializer);
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) ? value : null;
}

export function nameOf(node: ts.ObjectLiteralElementLike): string {
  const { name } = node;
  if (name === undefined) return fault('an entry without a name');
  return ts.isStringLiteral(name) ? name.text : name.getText();
}

export class Model {
  readonly bodies: readonly Body[];
  readonly properties: readonly Property[];
  readonly leadsTo: readonly LeadsTo[];
  readonly warnings: boolean;
  readonly starts: readonly Memory[];
  readonly root: Value;
  private readonly file: string;
  private readonly reader: Reader;
  private readonly literal: ts.ObjectLiteralExpression;
  private readonly world: World;
  private readonly observed = new Map<Property, Map<string, Value | Broken>>();

  constructor({ files, scenario, layers, warnings }: ModelOptions) {
    const modules = new Modules(files, layers);
    this.file = scenario;
    this.warnings = warnings;
    this.reader = new Reader(modules);
    this.literal = literalOf(modules.source(scenario));
    const made = functionOf(this.entry('world') ?? fault('no world'));
    this.world = readWorld(made ?? fault('no world'), scenario, this.reader);
    this.bodies = [
      ...this.list('threads').map((node) => this.body(node, 'thread')),
      ...this.list('daemons').map((node) => this.body(node, 'daemon')),
      ...this.list('environment').map((node) => this.body(node, 'environment')),
    ];
    const kinds = ['always', 'atEnd', 'sometimes', 'outcomes'] as const;
    this.properties = kinds.flatMap((kind) =>
      this.list(kind).map((node) => ({ name: nameOf(node), kind, code: this.function(node) })),
    );
    this.leadsTo = this.list('leadsTo').map((node) => this.pair(node));
    this.findConstants();
    const { starts, root } = this.world.build();
    this.starts = starts;
    this.root = root;
  }

  private entry(name: string): ts.ObjectLiteralElementLike | null {
    return this.literal.properties.find((one) => nameOf(one) === name) ?? null;
  }

  private list(name: string): readonly ts.ObjectLiteralElementLike[] {
    const found = this.entry(name);
    if (found === null) return [];
    const value = ts.isPropertyAssignment(found) ? bare(found.initializer) : null;
    return value !== null && ts.isObjectLiteralExpression(value) ? value.properties : fault(`${name} is no literal`);
  }

  private function(node: ts.ObjectLiteralElementLike): FunctionCode {
    const found = functionOf(node) ?? fault(`${nameOf(node)} is no function`);
    return this.reader.body(found, this.file, nameOf(node), undefined, [this.world.type]);
  }

  private pair(node: ts.ObjectLiteralElementLike): LeadsTo {
    const name = nameOf(node);
    const value = ts.isPropertyAssignment(node) ? bare(node.initializer) : null;
    if (value === null || !ts.isArrayLiteralExpression(value)) return fault(`${name} is no pair`);
    const [from, to] = value.elements.map((one): Property => {
      const found = bare(one);
      if (!ts.isArrowFunction(found)) return fault(`${name} is made of functions`);
      return { name, kind: 'leadsTo', code: this.reader.body(found, this.file, name, undefined, [this.world.type]) };
    });
    return from === undefined || to === undefined ? fault(`${name} is no pair`) : { name, from, to };
  }

  private body(node: ts.ObjectLiteralElementLike, role: Role): Body {
    const name = nameOf(node);
    if (functionOf(node) !== null) return { name, role, code: this.function(node), when: null, budget: null };
    const value = ts.isPropertyAssignment(node) ? bare(node.initializer) : null;
    if (value === null || !ts.isObjectLiteralExpression(value)) return fault(`${name} is no body`);
    const inner = (part: string) => value.properties.find((one) => nameOf(one) === part);
    const run = inner('run') ?? fault(`${name} has no run`);
    const when = inner('when');
    const steps = inner('steps');
    const budget =
      steps !== undefined && ts.isPropertyAssignment(steps)
        ? numberOf(this.reader.known(steps.initializer, this.file))
        : null;
    return {
      name,
      role,
      code: this.function(run),
      when: when === undefined ? null : this.function(when),
      budget,
    };
  }

  /** A field that no code that can run writes is a constant, in every object of its class; allocated classes have none. */
  private findConstants(): void {
    const written = new Set<string>();
    const allocated = new Set<ClassShape>();
    const seen = new Set<FunctionCode>();
    const called = new Set<string>();
    const visit = (code: FunctionCode): void => {
      if (seen.has(code)) return;
      seen.add(code);
      for (const one of code.uses.writes) written.add(one);
      for (const one of code.uses.allocates) allocated.add(one);
      for (const one of code.uses.types) called.add(one);
      for (const one of code.uses.calls) visit(one);
      for (const one of code.uses.tables) tables.add(one);
    };
    const classes = [this.world.literal, ...this.reader.allClasses()];
    // What world() does is no writing; but a table that it puts somewhere may be called from there.
    const tables = new Set([...tablesIn(this.world.uses), ...tablesIn(this.reader.initials)]);
    for (const { code, when } of this.bodies) {
      visit(code);
      if (when !== null) visit(when);
    }
    for (let before = -1; before < seen.size; ) {
      before = seen.size;
      for (const table of tables) {
        if (!called.has(table.type)) continue;
        for (const member of table.members.values()) if (member !== null) visit(member);
      }
    }
    for (const shape of classes) {
      for (const field of shape.fields) {
        field.constant = !allocated.has(shape) && !field.ghost && !written.has(`${shape.id}.${field.name}`);
      }
    }
  }

  /** What a property or an outcome says of a state: of equal memory, the same. */
  observe(property: Property, memory: Memory): Value {
    const known = this.observed.get(property) ?? new Map<string, Value | Broken>();
    this.observed.set(property, known);
    const text = memory.text();
    let answer = known.get(text);
    if (!known.has(text)) {
      answer = this.tried(property.code, memory);
      known.set(text, answer);
    }
    if (answer instanceof Broken) throw answer;
    return answer;
  }

  private tried(code: FunctionCode, memory: Memory): Value | Broken {
    try {
      return this.look(code, memory, 0);
    } catch (error) {
      if (error instanceof Broken) return error;
      throw error;
    }
  }

  /** Whether nothing keeps the thread from its next step. */
  passes(index: number, memory: Memory): boolean {
    const { when } = this.bodies[index] ?? fault('no body');
    return when === null || truthOf(this.look(when, memory, index));
  }

  private look(code: FunctionCode, memory: Memory, self: number): Value {
    const runner = new Runner({
      memory: memory.copy(),
      self,
      warnings: this.warnings,
      past: BEGINNING,
      mode: 'whole',
      choices: [],
    });
    return runner.call(code, [this.root], { site: 0, line: 0 });
  }

  holds(property: Property, memory: Memory): boolean {
    return truthOf(this.observe(property, memory));
  }
}

/** The tables that code names, the functions that it calls included. */
function tablesIn(uses: Uses, seen = new Set<Uses>()): readonly Table[] {
  if (seen.has(uses)) return [];
  seen.add(uses);
  return [...uses.tables, ...[...uses.calls].flatMap((one) => tablesIn(one.uses, seen))];
}

function literalOf(source: ts.SourceFile): ts.ObjectLiteralExpression {
  for (const node of source.statements) {
    if (!ts.isExportAssignment(node)) continue;
    const called = bare(node.expression);
    const literal = ts.isCallExpression(called) ? called.arguments[0] : undefined;
    if (literal !== undefined && ts.isObjectLiteralExpression(literal)) return literal;
  }
  return fault('no scenario');
}
