// SPDX-License-Identifier: MIT
// What parse/ hands on: model files as typed, resolved data, free of TypeScript. Everything that needs no step rule and
// no state layout is already settled here: names are resolved, sugar is gone, every expression carries its type.

import type { Diagnostic, Place } from './diagnostic.ts';
import type { ClassView } from './view.ts';

/** `<file>#<name>` of a module-level declaration, before overlays are linked. */
export type DeclarationId = string;

/** The line that a place stands in; empty for a file that was not read. */
export function lineAt({ files }: Pick<Tree, 'files'>, { file, line }: Place): string {
  return (files.get(file) ?? '').split('\n')[line - 1] ?? '';
}

/** A path may hold a `#`, a name does not. */
export function nameOf(id: DeclarationId): string {
  return id.slice(id.lastIndexOf('#') + 1);
}
export function fileOf(id: DeclarationId): string {
  return id.slice(0, id.lastIndexOf('#'));
}

export type Type =
  | { readonly kind: 'void' }
  | { readonly kind: 'bool' }
  /** All integers and numeric enums. `name` is for messages: `u8`, `zone_type`. `declared`: the enum and the aliases
   *  that it was written as. */
  | {
      readonly kind: 'int';
      readonly min: number;
      readonly max: number;
      readonly name: string;
      readonly labels?: readonly EnumLabel[];
      readonly declared?: readonly DeclarationId[];
    }
  | { readonly kind: 'ref'; readonly class: DeclarationId; readonly nullable: boolean }
  | { readonly kind: 'null' }
  /** A value with named parts, copied as a whole. Types are structural: `name` is for messages. */
  | {
      readonly kind: 'record';
      readonly name: string;
      readonly fields: readonly RecordField[];
      readonly declared?: readonly DeclarationId[];
    }
  | { readonly kind: 'array'; readonly element: Type; readonly length: number }
  /** A table of functions: which one of the `const` objects of this type. `of` names the type. */
  | { readonly kind: 'table'; readonly of: DeclarationId; readonly nullable: boolean }
  /** Strings, only as messages. */
  | { readonly kind: 'text' }
  /** What `world()` returns, where that is an object literal: constant roots, no object of its own. */
  | { readonly kind: 'world'; readonly fields: readonly RecordField[] };

export interface RecordField {
  readonly name: string;
  readonly type: Type;
}
export interface EnumLabel {
  readonly name: string;
  readonly value: number;
}

/** Number unique within its function; parameters first. Two `x` in different blocks are two locals. */
export interface Local {
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  /** Never assigned after its initialiser. */
  readonly constant: boolean;
}

interface Node {
  readonly place: Place;
  readonly type: Type;
}

export type Expression =
  | (Node & { readonly kind: 'number'; readonly value: number })
  | (Node & { readonly kind: 'bool'; readonly value: boolean })
  | (Node & { readonly kind: 'null' })
  | (Node & { readonly kind: 'text'; readonly value: string })
  | (Node & { readonly kind: 'local'; readonly local: Local })
  /** A module-level `const` number or boolean. */
  | (Node & { readonly kind: 'constant'; readonly id: DeclarationId })
  /** A module-level table of functions, as a value. */
  | (Node & { readonly kind: 'table'; readonly id: DeclarationId })
  /** `object.name`, where object is a ref (memory), a record (value) or the world. */
  | (Node & {
      readonly kind: 'field';
      readonly object: Expression;
      readonly name: string;
      /** Of a read; left out: a plain one. */
      readonly order?: ReadOrder;
    })
  | (Node & {
      readonly kind: 'index';
      readonly array: Expression;
      readonly index: Expression;
      readonly order?: ReadOrder;
    })
  /** `operand as u8`, where the operand may not fit: then it is a violation. */
  | (Node & { readonly kind: 'cast'; readonly operand: Expression })
  | (Node & { readonly kind: 'unary'; readonly operator: '!' | '-' | '~'; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  /** Short-circuit: the right side is only evaluated when needed. `??` tests the left side for null. */
  | (Node & {
      readonly kind: 'logical';
      readonly operator: '&&' | '||' | '??';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly else: Expression;
    })
  | (Node & { readonly kind: 'call'; readonly callee: DeclarationId; readonly args: readonly Expression[] })
  /** `table.member(args)`, where table is an expression of a table type; null is a violation. */
  | (Node & {
      readonly kind: 'callTable';
      readonly table: Expression;
      readonly member: string;
      readonly args: readonly Expression[];
    })
  /** Whether a table has this member: `ops.map_pages !== null`. Folded to true/false per table. */
  | (Node & { readonly kind: 'hasMember'; readonly table: Expression; readonly member: string })
  /** `{ ...spread, name: value }`: fields not named come from spread. */
  | (Node & { readonly kind: 'record'; readonly spread: Expression | null; readonly fields: readonly FieldValue[] })
  /** `new C(args)`: in world() a shared object, in threads a stack structure. */
  | (Node & { readonly kind: 'new'; readonly class: DeclarationId; readonly args: readonly Expression[] })
  | (Node & { readonly kind: 'array'; readonly length: number; readonly fill: Expression })
  /** `order`: of its reads and writes together, once it has written something. `word`: the object whose lock, or whose word of
   *  the kernel, its fields stand for. */
  | (Node & {
      readonly kind: 'atomically';
      readonly body: readonly Statement[];
      readonly order?: SectionOrder;
      readonly word?: Expression;
    })
  /** The condition as a body that returns a bool; an arrow with an expression becomes one return statement. */
  | (Node & { readonly kind: 'waitUntil'; readonly body: readonly Statement[]; readonly order?: ReadOrder })
  | (Node & { readonly kind: 'fence'; readonly fence: Fence | 'compiler' })
  | (Node & { readonly kind: 'choose'; readonly n: Expression })
  | (Node & { readonly kind: 'alloc'; readonly class: DeclarationId })
  | (Node & { readonly kind: 'free'; readonly object: Expression })
  | (Node & { readonly kind: 'pool'; readonly class: DeclarationId; readonly n: Expression })
  /** The number of the thread, or of the CPU that it runs on (cpus.ts). */
  | (Node & { readonly kind: 'self'; readonly of: 'thread' | 'cpu' })
  | (Node & {
      readonly kind: 'assert';
      readonly judged: 'always' | 'asserts';
      readonly condition: Expression;
      readonly why: string;
    })
  | (Node & { readonly kind: 'note'; readonly text: string; readonly values: readonly Expression[] })
  | (Node & { readonly kind: 'same'; readonly left: Expression; readonly right: Expression });

/** What becomes visible when (docs/memory.md). `tso`: a store buffer per CPU. `weak`: the kernel's model without load buffering. */
export type MemoryModel = 'sc' | 'tso' | 'weak';
export const memoryModels: readonly MemoryModel[] = ['sc', 'tso', 'weak'];
/** `once`: marked, so that the compiler leaves it alone; nothing else. */
export type ReadOrder = 'once' | 'acquire';
/** `unlock`: the release of a spin lock, which is ordered with the next lock that its CPU takes. */
export type WriteOrder = 'once' | 'release' | 'unlock';
/** `lock`: an acquire that carries on what was before the release that it reads. `locked`: a lock at its beginning, an unlock at its
 *  end. `local`: no locked instruction, only nobody of the same CPU comes between. `full`: as between two full barriers. `noreturn`:
 *  `relaxed`, and nobody gets the value that it reads, so that a barrier between reads does not hold it back. */
export type SectionOrder = 'local' | 'noreturn' | 'relaxed' | 'acquire' | 'release' | 'lock' | 'locked' | 'full';
/** `all`: a full barrier. */
/** What a machine is told of; the compiler's own is one of the code alone. */
/** Those beside an atomic operation, or behind a lock, order what stands on the other side of it; elsewhere they order nothing. */
export type Fence = 'all' | 'reads' | 'writes' | 'before-atomic' | 'after-atomic' | 'after-spinlock';

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '==='
  | '!==';

export interface FieldValue {
  readonly name: string;
  readonly value: Expression;
}

/** What can be assigned to: a local, a field of an object, or an element of an array field or local. */
export type Target = Extract<Expression, { kind: 'local' | 'field' | 'index' }>;

export type Statement =
  /** A local comes into being. A `new` of a stack structure or an `array` is only ever here (or in a field's initialiser). */
  | { readonly kind: 'let'; readonly place: Place; readonly local: Local; readonly value: Expression | null }
  /** `target = value`. The target's object and index are evaluated first, then the right side, as in TypeScript. */
  | {
      readonly kind: 'assign';
      readonly place: Place;
      readonly target: Target;
      readonly value: Expression;
      /** Left out: a plain write. */
      readonly order?: WriteOrder;
    }
  /** `target op= value`, `target++`: the target's object is evaluated once, then read, then written (two touches). */
  | {
      readonly kind: 'update';
      readonly place: Place;
      readonly target: Target;
      readonly operator: BinaryOperator;
      readonly value: Expression;
    }
  | { readonly kind: 'expression'; readonly place: Place; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly place: Place;
      /** Decides what an instruction does, and nothing behind it: what its value decides, the code says. */
      readonly within?: true;
      readonly test: Expression;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
    }
  /** All loops. `while`: test first. `do`: testFirst false. `for`: the initialiser stands before it, `update` runs on continue. */
  | {
      readonly kind: 'loop';
      readonly place: Place;
      readonly label: string | null;
      readonly testFirst: boolean;
      readonly test: Expression | null;
      readonly update: readonly Statement[];
      readonly body: readonly Statement[];
    }
  /** Cases with constant ints; a null value is `default`. Bodies fall through only when empty; `break` is explicit. */
  | {
      readonly kind: 'switch';
      readonly place: Place;
      readonly label: string | null;
      readonly subject: Expression;
      readonly cases: readonly SwitchCase[];
    }
  | { readonly kind: 'break'; readonly place: Place; readonly label: string | null }
  | { readonly kind: 'continue'; readonly place: Place; readonly label: string | null }
  | { readonly kind: 'return'; readonly place: Place; readonly value: Expression | null }
  | {
      readonly kind: 'block';
      readonly place: Place;
      readonly label: string | null;
      readonly body: readonly Statement[];
    };

export interface SwitchCase {
  /** Several labels before one body stand together; null is `default`. */
  readonly values: readonly (Expression | null)[];
  readonly body: readonly Statement[];
}

export interface FunctionDeclaration {
  readonly kind: 'function';
  readonly id: DeclarationId;
  readonly name: string;
  readonly place: Place;
  readonly parameters: readonly Local[];
  readonly result: Type;
  readonly body: readonly Statement[];
  /** The doc comment, as written, without its stars. */
  readonly doc: string;
}

/** What a field is to its model, for those who explain a failure. It changes nothing in a run, but for `instant` where memory is
 *  not sequentially consistent, and for `wide` where it is asked what a compiler makes of the code. */
export interface FieldRole {
  readonly kind: 'copy' | 'part' | 'freed' | 'stored' | 'kept' | 'instant' | 'wide';
  /** What a copy, or the whole of a part, is called; null for the others. */
  readonly name: string | null;
  /** It is `instant`, which may stand around another role. */
  readonly instant: boolean;
  /** The machine has it in several words. */
  readonly wide: boolean;
}

export interface ClassField {
  readonly name: string;
  readonly type: Type;
  readonly ghost: boolean;
  readonly role: FieldRole | null;
  /** Null when a constructor argument gives the value. */
  readonly initial: Expression | null;
  readonly place: Place;
}

export interface ClassDeclaration {
  readonly kind: 'class';
  readonly id: DeclarationId;
  readonly name: string;
  readonly place: Place;
  readonly fields: readonly ClassField[];
  /** Names of the fields that `new C(a, b)` sets, in order (constructor parameter properties). */
  readonly constructor_: readonly string[];
  /** Defaults of trailing constructor parameters; null where one must be given. */
  readonly defaults: readonly (Expression | null)[];
  readonly doc: string;
  /** How its objects are drawn; null: nothing is said of it. */
  readonly view: ClassView | null;
}

/** A `const` object of functions; null where the table leaves a member out. */
export interface TableDeclaration {
  readonly kind: 'table';
  readonly id: DeclarationId;
  readonly name: string;
  readonly place: Place;
  readonly of: DeclarationId;
  readonly members: readonly { readonly name: string; readonly function: DeclarationId | null }[];
}

/** Null where the table leaves it out. */
export function memberOf(table: TableDeclaration, name: string): DeclarationId | null {
  const found = table.members.find((member) => member.name === name);
  if (found === undefined) throw new Error(`checker bug: ${table.name} has no member ${name}`);
  return found.function;
}

export interface ConstantDeclaration {
  readonly kind: 'constant';
  readonly id: DeclarationId;
  readonly name: string;
  readonly place: Place;
  readonly type: Type;
  readonly value: Expression;
}

/** An enum, or a named type that is no class. Every type is spelled out where it is used: this one stands here so that an
 *  overlay which declares it anew is seen. */
export interface TypeDeclaration {
  readonly id: DeclarationId;
  readonly name: string;
  readonly place: Place;
  readonly type: Type;
}

export type Declaration = FunctionDeclaration | ClassDeclaration | TableDeclaration | ConstantDeclaration;

/** One thread, daemon, environment, property, outcome or world of a scenario: a function of the world. */
export interface ScenarioFunction {
  readonly name: string;
  readonly function: FunctionDeclaration;
}
/** One that runs: a thread, daemon or environment. */
export interface RunningFunction extends ScenarioFunction {
  /** It takes no step while this is false; null: nothing keeps it. */
  readonly when: FunctionDeclaration | null;
}
export interface EnvironmentFunction extends RunningFunction {
  /** null: no budget. */
  readonly steps: number | null;
}

/** A state that has to be seen. */
export interface Example extends ScenarioFunction {
  /** Of which variants, in full; null: of all. */
  readonly variants: readonly string[] | null;
}

export interface ClaimRow {
  readonly id: string;
  readonly by: string;
  /** In full: with the scenario's kernel where the row names none. Empty: no kernel and no patch. */
  readonly variant: string;
  readonly property: string;
  /** The variant, in full, that the outcomes are compared with; null for all other properties. */
  readonly as: string | null;
  readonly thread: 'holds' | 'fails' | 'open' | 'derived';
  readonly expect: 'holds' | 'fails';
  /** The fewest steps of the environment that a failure needs; null where the row does not say. */
  readonly environmentSteps: number | null;
  /** As the row says, or the scenario. */
  readonly memory: MemoryModel;
  readonly compiler: boolean;
  readonly about: string | null;
  readonly place: Place;
}

/** Whenever `from` is true, `to` is true then or later. */
export interface LeadsToFunctions {
  readonly name: string;
  readonly place: Place;
  readonly from: FunctionDeclaration;
  readonly to: FunctionDeclaration;
}

/** What is judged while the model runs, and what is told of it: every function that only looks. */
export function lookingFunctions({
  always,
  atEnd,
  leadsTo,
  sometimes,
  outcomes,
}: ScenarioDeclaration): readonly FunctionDeclaration[] {
  const pairs = leadsTo.flatMap(({ from, to }) => [from, to]);
  return [
    ...[...always, ...atEnd, ...sometimes].map((one) => one.function),
    ...pairs,
    ...outcomes.map((one) => one.function),
  ];
}

export interface ScenarioDeclaration {
  readonly file: string;
  readonly place: Place;
  readonly title: string;
  readonly thread: string | null;
  readonly kernel: string | null;
  /** What rows are asked of that say nothing else; left out: `sc`. */
  readonly memory?: MemoryModel;
  /** Likewise; left out: no. */
  readonly compiler?: boolean;
  /** It is a litmus test: where memory is weak, a value is ordered behind what it was computed from, and nothing else. Left out: also behind
   *  the branches that decided that it is this one, which no compiler forgets. */
  readonly litmus?: true;
  readonly world: FunctionDeclaration;
  readonly threads: readonly RunningFunction[];
  readonly daemons: readonly RunningFunction[];
  readonly environment: readonly EnvironmentFunction[];
  readonly always: readonly ScenarioFunction[];
  readonly atEnd: readonly ScenarioFunction[];
  readonly leadsTo: readonly LeadsToFunctions[];
  readonly sometimes: readonly Example[];
  readonly outcomes: readonly ScenarioFunction[];
  readonly claims: readonly ClaimRow[];
}

/** A class, an enum or a type that stands in the place of others. */
export interface Replaced {
  readonly id: DeclarationId;
  /** What it stands over, topmost first; none of it is in the Tree. */
  readonly over: readonly DeclarationId[];
  /** The directories whose files were written for another one. */
  readonly below: readonly string[];
}

export interface Import {
  readonly file: string;
  readonly place: Place;
}

/** All files that were parsed together. Declarations by id; overlays are not applied yet (compile/link.ts does). */
export interface Tree {
  readonly declarations: ReadonlyMap<DeclarationId, Declaration>;
  readonly types: ReadonlyMap<DeclarationId, TypeDeclaration>;
  readonly scenarios: readonly ScenarioDeclaration[];
  /** Constants that the length or limit of some type was taken from: `array<u8, typeof N>`. */
  readonly sizes: ReadonlySet<DeclarationId>;
  /** Properties that scenarios share: they are in each of them, and stand nowhere else. */
  readonly shared: ReadonlyMap<DeclarationId, Place>;
  /** Canonical paths of every file read, with its text: for excerpts and the checksum. */
  readonly files: ReadonlyMap<string, string>;
  /** By file, what it imports or exports from. */
  readonly imports: ReadonlyMap<string, readonly Import[]>;
  readonly replaced: readonly Replaced[];
  /** Declarations that do not fit what stands in the place of a class, enum or type that they were written for. Whoever
   *  reaches one is told so: an overlay may replace it, or nobody may use it. */
  readonly broken: ReadonlyMap<DeclarationId, readonly Diagnostic[]>;
}
