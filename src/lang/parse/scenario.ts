// SPDX-License-Identifier: MIT
// Reads the one default export of a scenario file. It is a literal: nothing in it is ever computed, except by the
// functions that it holds, and these are translated like all others.

import ts from 'typescript';
import type {
  EnvironmentFunction,
  FunctionDeclaration,
  LeadsToFunctions,
  RunningFunction,
  ScenarioDeclaration,
  ScenarioFunction,
  Type,
} from '../tree.ts';
import { variantName } from '../variant-name.ts';
import { bool, nothing } from './build.ts';
import { isTaken, memoryIn, readClaims } from './claims.ts';
import type { Context } from './context.ts';
import { type NamedExample, refuseUnasked } from './examples.ts';
import { inlineFunction, type Purpose } from './functions.ts';
import { canonical } from './host.ts';
import { flagOf, members, type Part, textOf, textsOf } from './literal.ts';
import { placeOf } from './places.ts';
import { shared, sharedOr } from './properties.ts';
import { wrapped } from './wrapped.ts';

export function scenarioOf(context: Context, node: ts.ExportAssignment): ScenarioDeclaration | null {
  const call = node.expression;
  const called = ts.isCallExpression(call) ? context.names.entity(call.expression) : null;
  if (ts.isCallExpression(call) && called?.kind === 'missing' && call.expression.getText() === 'scenario') {
    // TypeScript says that the import is missing; that it cannot guess the parameters then, nobody has to be told.
    context.refusals.silence(node.getSourceFile(), call.getStart() + 'scenario'.length, call.getEnd());
    return null;
  }
  if (!ts.isCallExpression(call) || called?.kind !== 'word' || called.name !== 'scenario' || node.isExportEquals) {
    context.refuse('default-export', node);
    return null;
  }
  const [literal] = call.arguments;
  if (literal === undefined) return null;
  if (!ts.isObjectLiteralExpression(literal)) {
    context.refuse('scenario-literal', literal);
    return null;
  }
  return new Reader(context, canonical(node.getSourceFile().fileName)).read(call, members(context, literal));
}

type Section = 'always' | 'atEnd' | 'outcomes';
type Role = 'threads' | 'daemons' | 'environment';

/** What each function of a section returns; null: a number or a bool, whichever it is. */
const results: Readonly<Record<Section, Type | null>> = {
  always: bool,
  atEnd: bool,
  outcomes: null,
};

class Reader {
  readonly #context: Context;
  readonly #file: string;
  #world: Type = nothing;

  constructor(context: Context, file: string) {
    this.#context = context;
    this.#file = file;
  }

  read(node: ts.CallExpression, parts: ReadonlyMap<string, Part>): ScenarioDeclaration | null {
    const world = parts.get('world');
    const missing = ['title', 'world', 'threads'].filter((name) => !parts.has(name));
    if (missing.length > 0) this.#context.refuse('scenario-part', node.expression, missing.join(', '));
    const [literal] = node.arguments;
    // TypeScript would say it with the whole type of the literal, at its first letter.
    if (literal !== undefined && (missing.length > 0 || !parts.has('sometimes'))) {
      const start = literal.getStart();
      this.#context.refusals.silence(node.getSourceFile(), start, start + 1);
    }
    if (world === undefined) return null;
    const made = this.#function(world, 'world', null, null);
    this.#world = made.result;
    const always = this.#section(parts, 'always');
    const atEnd = this.#section(parts, 'atEnd');
    const kernel = textOf(this.#context, parts.get('kernel'));
    const sometimes = this.#examples(parts.get('sometimes'), kernel);
    if (sometimes.length === 0) this.#context.refuse('no-sometimes', parts.get('sometimes')?.name ?? node.expression);
    const leadsTo = this.#leadsTo(parts.get('leadsTo'));
    const judged = [
      ...[...always, ...atEnd].map(({ name, function: { place } }) => ({ name, place })),
      ...leadsTo.map(({ name, place }) => ({ name, place })),
    ];
    for (const [i, { name, place }] of judged.entries()) {
      if (judged.slice(0, i).some((other) => other.name === name))
        this.#context.refusals.refuseAt('property-twice', place, name);
    }
    for (const { name, place } of [
      ...judged,
      ...sometimes.map((one) => ({ name: one.name, place: one.function.place })),
    ]) {
      if (isTaken(name)) this.#context.refusals.refuseAt('property-name', place, name);
    }
    const outcomes = this.#section(parts, 'outcomes');
    const claims = parts.get('claims');
    const names = { properties: judged.map(({ name }) => name), leadsTo: leadsTo.map(({ name }) => name) };
    const memory = memoryIn(this.#context, parts.get('memory')) ?? 'sc';
    const compiler = flagOf(this.#context, parts.get('compiler')) ?? false;
    const asked = { ...names, kernel, hasOutcomes: outcomes.length > 0, memory, compiler };
    const rows = claims === undefined ? [] : readClaims(this.#context, claims, asked);
    refuseUnasked(this.#context, sometimes, rows);
    return {
      file: this.#file,
      place: placeOf(node),
      title: textOf(this.#context, parts.get('title')) ?? '',
      thread: textOf(this.#context, parts.get('thread')),
      kernel,
      memory,
      compiler,
      world: made,
      threads: this.#running(parts, 'threads'),
      daemons: this.#running(parts, 'daemons'),
      environment: this.#environment(parts),
      always,
      atEnd,
      leadsTo,
      sometimes: sometimes.map(({ named: _, ...example }) => example),
      outcomes,
      claims: rows,
    };
  }

  #section(parts: ReadonlyMap<string, Part>, section: Section): readonly ScenarioFunction[] {
    return this.#parts(parts.get(section)).map(([name, part]) => ({
      name,
      function: this.#function(part, `${section}.${name}`, this.#world, results[section]),
    }));
  }

  #leadsTo(part: Part | undefined): readonly LeadsToFunctions[] {
    return this.#parts(part).flatMap(([name, { name: key, value }]) => {
      const [from, to, ...more] = value !== null && ts.isArrayLiteralExpression(value) ? value.elements : [];
      if (from === undefined || to === undefined || more.length > 0) {
        // TypeScript would say it with the type of the function, at the name.
        this.#context.refusals.silence(key.getSourceFile(), key.getStart(), key.getEnd());
        this.#context.refuse('leads-to-pair', value ?? key);
        return [];
      }
      const look = (node: ts.Expression, which: string): FunctionDeclaration => {
        const part = { name: node, value: node, method: null };
        return { ...this.#function(part, `leadsTo.${name}.${which}`, this.#world, bool), name };
      };
      return [{ name, place: placeOf(key), from: look(from, 'from'), to: look(to, 'to') }];
    });
  }

  #running(parts: ReadonlyMap<string, Part>, role: Role): readonly RunningFunction[] {
    return this.#parts(parts.get(role)).map(([name, part]) => this.#body(role, name, part).body);
  }

  #examples(part: Part | undefined, kernel: string | null): readonly NamedExample[] {
    return this.#parts(part).map(([name, example]) => {
      const id = `sometimes.${name}`;
      const { value } = example;
      if (value === null || !ts.isObjectLiteralExpression(value))
        return { name, function: this.#function(example, id, this.#world, bool), variants: null, named: [] };
      const inner = members(this.#context, value);
      const made = this.#function(inner.get('when') ?? example, id, this.#world, bool);
      const named = textsOf(this.#context, inner.get('variants'));
      const variants = named.map(({ text }) => variantName(text, kernel));
      return { name, function: { ...made, name }, variants, named };
    });
  }

  #environment(parts: ReadonlyMap<string, Part>): readonly EnvironmentFunction[] {
    return this.#parts(parts.get('environment')).map(([name, part]) => {
      const { body, inner } = this.#body('environment', name, part);
      const steps = inner?.get('steps')?.value;
      if (steps !== undefined && (steps === null || !ts.isNumericLiteral(steps))) {
        this.#context.refuse('scenario-literal', steps ?? part.name);
      }
      return { ...body, steps: steps && ts.isNumericLiteral(steps) ? Number(steps.text) : null };
    });
  }

  /** `inner`: where the body is one part of several. */
  #body(role: Role, name: string, part: Part): { body: RunningFunction; inner: ReadonlyMap<string, Part> | null } {
    const id = `${role}.${name}`;
    const { value } = part;
    if (value === null || !ts.isObjectLiteralExpression(value)) {
      return { body: { name, function: this.#function(part, id, this.#world, nothing), when: null }, inner: null };
    }
    const inner = members(this.#context, value);
    const made = this.#function(inner.get('run') ?? part, id, this.#world, nothing);
    const when = inner.get('when');
    return {
      body: {
        name,
        function: { ...made, name },
        when: when === undefined ? null : this.#function(when, `${id}.when`, this.#world, bool),
      },
      inner,
    };
  }

  #parts(part: Part | undefined): readonly (readonly [string, Part])[] {
    if (part === undefined) return [];
    const literal = part.value === null ? null : sharedOr(this.#context, part.value);
    if (literal !== null) return [...members(this.#context, literal, (meant) => shared(this.#context, meant))];
    this.#context.refuse('scenario-literal', part.value ?? part.name);
    return [];
  }

  #function(part: Part, id: string, world: Type | null, result: Type | null): FunctionDeclaration {
    const name = id.slice(id.indexOf('.') + 1);
    const code = world === null ? 'world' : 'function';
    const purpose: Purpose = { id: `${this.#file}#scenario.${id}`, name, code, world, result };
    const node = part.method ?? part.value;
    if (node !== null && (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node))) {
      return inlineFunction(this.#context, node, purpose);
    }
    return wrapped(this.#context, part, purpose);
  }
}
