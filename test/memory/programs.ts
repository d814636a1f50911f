// SPDX-License-Identifier: MIT
// Small concurrent programs in the words of the kernel, without loops: what the oracle judges, and as a litmus test what the
// machine runs. Nothing here knows how a model is compiled.

/** A variable, or what a register points to. */
export type Place =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'behind'; readonly register: string };

/** A number, or one and what is in a register; or the address of a variable. */
export type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sum'; readonly register: string; readonly value: number }
  | { readonly kind: 'address'; readonly of: string };

export type Order = 'once' | 'plain' | 'acquire' | 'release' | 'mb' | 'none';

export type FenceKind =
  | 'mb'
  | 'rmb'
  | 'wmb'
  | 'barrier'
  | 'before-atomic'
  | 'after-atomic'
  | 'after-spinlock'
  | 'after-unlock-lock'
  | 'rcu-lock'
  | 'rcu-unlock'
  | 'rcu-sync';

export type Instruction =
  | {
      readonly kind: 'read';
      readonly register: string;
      readonly from: Place;
      readonly order: 'once' | 'plain' | 'acquire';
    }
  | {
      readonly kind: 'write';
      readonly to: Place;
      readonly value: Operand;
      readonly order: 'once' | 'plain' | 'release';
    }
  | { readonly kind: 'fence'; readonly fence: FenceKind }
  | {
      readonly kind: 'exchange';
      readonly register: string;
      readonly of: string;
      readonly value: Operand;
      readonly order: Order;
    }
  | {
      readonly kind: 'compare';
      readonly register: string;
      readonly of: string;
      readonly expected: number;
      readonly value: Operand;
      readonly order: Order;
    }
  /** Without a register: `atomic_add`, which nothing orders. */
  | {
      readonly kind: 'add';
      readonly register: string | null;
      readonly of: string;
      readonly value: number;
      readonly order: Order;
    }
  | { readonly kind: 'lock' | 'unlock'; readonly of: string }
  | { readonly kind: 'if'; readonly register: string; readonly is: number; readonly body: readonly Instruction[] };

export interface SmallProgram {
  readonly name: string;
  /** Initial values: numbers, or for a pointer the variable that it points to. */
  readonly variables: Readonly<Record<string, number | string>>;
  readonly locks: readonly string[];
  readonly threads: readonly (readonly Instruction[])[];
}

const fences: Readonly<Record<FenceKind, string>> = {
  mb: 'smp_mb',
  rmb: 'smp_rmb',
  wmb: 'smp_wmb',
  barrier: 'barrier',
  'before-atomic': 'smp_mb__before_atomic',
  'after-atomic': 'smp_mb__after_atomic',
  'after-spinlock': 'smp_mb__after_spinlock',
  'after-unlock-lock': 'smp_mb__after_unlock_lock',
  'rcu-lock': 'rcu_read_lock',
  'rcu-unlock': 'rcu_read_unlock',
  'rcu-sync': 'synchronize_rcu',
};

const suffix: Readonly<Record<Order, string>> = {
  mb: '',
  once: '_relaxed',
  plain: '_relaxed',
  acquire: '_acquire',
  release: '_release',
  none: '',
};

/** The registers of each thread, and those that hold an address. */
export function registersOf(thread: readonly Instruction[]): readonly string[] {
  const names = thread.flatMap((one): readonly string[] => {
    if (one.kind === 'if') return registersOf(one.body);
    return 'register' in one && one.register !== null ? [one.register] : [];
  });
  return [...new Set(names)].sort();
}

const isPointer = (program: SmallProgram, name: string): boolean => typeof program.variables[name] === 'string';

/** @param asked the condition; without it, nothing is left out of the final states */
export function litmusOf(program: SmallProgram, asked = allOf(program)): string {
  const { name, variables, locks, threads } = program;
  const initial = Object.entries(variables).map(([one, value]) =>
    typeof value === 'string' ? `int *${one} = &${value};` : `int ${one} = ${value};`,
  );
  const parameters = [
    ...Object.keys(variables).map((one) => (isPointer(program, one) ? `int **${one}` : `int *${one}`)),
    ...locks.map((one) => `spinlock_t *${one}`),
  ].join(', ');
  const bodies = threads.map((thread, i) => {
    const pointers = pointersOf(program, thread);
    const declared = registersOf(thread).map((one) => `\tint ${pointers.has(one) ? '*' : ''}${one};\n`);
    return `P${i}(${parameters})\n{\n${declared.join('')}${linesOf(thread, '\t')}}\n`;
  });
  return `C ${name}\n\n{ ${initial.join(' ')} }\n\n${bodies.join('\n')}\n${asked}\n`;
}

function allOf({ variables, threads }: SmallProgram): string {
  const registers = threads.flatMap((thread, i) => registersOf(thread).map((one) => `${i}:${one}`));
  return `locations [${[...registers, ...Object.keys(variables)].join('; ')}]\nexists (true)`;
}

/** Registers that a pointer is read into. */
export function pointersOf(program: SmallProgram, thread: readonly Instruction[]): ReadonlySet<string> {
  const found = thread.flatMap((one): readonly string[] => {
    if (one.kind === 'if') return [...pointersOf(program, one.body)];
    return one.kind === 'read' && one.from.kind === 'variable' && isPointer(program, one.from.name)
      ? [one.register]
      : [];
  });
  return new Set(found);
}

function linesOf(code: readonly Instruction[], indent: string): string {
  return code.map((one) => `${indent}${lineOf(one, indent)}\n`).join('');
}

const placeText = (place: Place): string => (place.kind === 'variable' ? place.name : place.register);

function operandText(operand: Operand): string {
  switch (operand.kind) {
    case 'number':
      return String(operand.value);
    case 'sum':
      return `${operand.register} + ${operand.value}`;
    case 'address':
      return operand.of;
  }
}

function lineOf(one: Instruction, indent: string): string {
  switch (one.kind) {
    case 'read': {
      const place = placeText(one.from);
      if (one.order === 'plain') return `${one.register} = *${place};`;
      return `${one.register} = ${one.order === 'acquire' ? `smp_load_acquire(${place})` : `READ_ONCE(*${place})`};`;
    }
    case 'write': {
      const value = operandText(one.value);
      const place = placeText(one.to);
      if (one.order === 'plain') return `*${place} = ${value};`;
      return one.order === 'release' ? `smp_store_release(${place}, ${value});` : `WRITE_ONCE(*${place}, ${value});`;
    }
    case 'fence':
      return `${fences[one.fence]}();`;
    case 'exchange':
      return `${one.register} = xchg${suffix[one.order]}(${one.of}, ${operandText(one.value)});`;
    case 'compare':
      return `${one.register} = cmpxchg${suffix[one.order]}(${one.of}, ${one.expected}, ${operandText(one.value)});`;
    case 'add':
      if (one.register === null) return `atomic_add(${one.value}, ${one.of});`;
      return `${one.register} = atomic_fetch_add${suffix[one.order]}(${one.value}, ${one.of});`;
    case 'lock':
    case 'unlock':
      return `spin_${one.kind}(${one.of});`;
    case 'if':
      return `if (${one.register} == ${one.is}) {\n${linesOf(one.body, `${indent}\t`)}${indent}}`;
  }
}
