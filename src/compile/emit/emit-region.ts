// SPDX-License-Identifier: MIT
// JavaScript for one step: a function (S, o) that runs a region in place on a state and returns 1 (taken), 0 (a guard
// was false: not taken) or −1−f (fault f). Hard case: joins and loops inside a step; a region that is a tree becomes
// nested ifs, any other a switch in a loop. With `hooks` the same code also tells what it does, for the timeline.

import type { Place } from '../../lang/diagnostic.ts';
import type { Activation, Block, Cell, Code, Instruction, Pure, Register, Telling } from '../code/code.ts';
import { registersOf, substitute } from '../code/code.ts';
import { type Edge, edgesOf, type Node, type Region } from '../code/cut-steps.ts';
import { maskOf, type Slot, type ThreadSlots } from '../code/layout.ts';
import { definitionOf, endingUses, usesOf } from '../code/liveness.ts';
import { type Cells, type Memory, type Pool, poolOf } from '../code/memory.ts';
import { puresOf } from '../code/values.ts';
import { type Dependencies, registersIn } from '../ordering/dependencies.ts';
import {
  emitCondition,
  emitLoad,
  emitNumber,
  emitSlotRead,
  emitSlots,
  emitStore,
  type Names,
  nameOf,
  slotOf,
} from './emit-values.ts';

/** Joins of up to this many instructions are copied into the paths that lead to them, up to so many times a step. */
const COPY_SIZE = 8;
const COPIES = 100;

type Guard = Extract<Instruction, { op: 'guard' }>;

/** Where narrating code reports to; indices name things the narrator keeps. */
export interface Hooks {
  activation(item: Activation): number;
  cells(item: Cells): number;
  text(text: string): number;
  guard(item: Guard): number;
  place(place: Place): number;
  telling(values: readonly Telling[]): number;
}

export interface RegionContext {
  readonly code: Code;
  readonly restart: boolean;
  readonly memory: Memory;
  readonly names: Names;
  /** Registers live at a block. */
  readonly live: (block: Block) => ReadonlySet<Register>;
  /** Those of them that somebody reads: all of them, unless dead locals are kept. */
  readonly needed: (block: Block) => ReadonlySet<Register>;
  readonly indexOf: (block: Block) => number;
  /** Null for properties. */
  readonly slots: ThreadSlots | null;
  readonly finished: number;
  readonly endless: number;
  readonly hooks: Hooks | null;
  /** Whether its accesses are noted, for races (emit-accesses.ts): then a guard that is false returns 2. */
  readonly notes?: boolean;
  /** How memory is reached; null: straight. */
  readonly ordering: RegionOrdering | null;
}

export interface RegionOrdering {
  readonly cpu: number;
  readonly dependencies: Dependencies;
  /** Whether nobody else runs on the CPU. */
  readonly alone: boolean;
}

/** `from`: the point the region starts at; null at the top of a body. */
export function emitRegion(name: string, region: Region, from: Block | null, context: RegionContext): string {
  return new RegionEmitter(region, from, context).emit(name);
}

class RegionEmitter {
  private readonly assigned = new Set<Register>();
  private readonly read = new Set<Register>();
  private readonly labels = new Map<string, number>();
  /** Labels that some path jumps to; small joins are copied into their paths instead, so that what is known folds. */
  private readonly wanted = new Set<string>();
  private readonly copied = new Set<string>();
  private readonly region: Region;
  private readonly context: RegionContext;
  private readonly liveIn: ReadonlySet<Register>;
  private readonly ordering: RegionOrdering | null;
  /** Registers whose value is known on the path that is being emitted. */
  private known = new Map<Register, Pure>();
  private copies = 0;

  constructor(region: Region, from: Block | null, context: RegionContext) {
    this.region = region;
    this.context = context;
    this.liveIn = from === null ? new Set() : context.live(from);
    this.ordering = from === null ? null : context.ordering;
  }

  emit(name: string): string {
    const { region, context } = this;
    for (const node of region.nodes.values()) {
      for (const instruction of node.block.instructions) {
        usesOf(instruction, (register) => this.read.add(register));
        const to = definitionOf(instruction);
        if (to !== null) this.assigned.add(to);
        if (context.hooks !== null)
          for (const pure of shown(instruction)) registersOf(pure, (register) => this.read.add(register));
      }
      endingUses(node.block, (register) => this.read.add(register));
    }
    let label = 1;
    const cyclic = nodesOnCycles(region, context);
    for (const [key, count] of region.arrivals) {
      if (count <= 1) continue;
      const node = region.nodes.get(key);
      if (node !== undefined && !cyclic.has(key) && node.block.instructions.length <= COPY_SIZE) this.copied.add(key);
      this.labels.set(key, label++);
    }

    const declared = new Set([...this.assigned, ...this.read]);
    const initial: string[] = [];
    for (const register of declared) {
      const slot = this.liveIn.has(register) ? context.slots?.registers.get(register) : undefined;
      initial.push(slot === undefined ? nameOf(register) : `${nameOf(register)}=${emitSlotRead(slot)}`);
    }
    const begin = this.ordering === null ? '' : `M.begin(S,o,${this.ordering.cpu},pick);`;
    const head = `${initial.length === 0 ? '' : `let ${initial.join(',')};`}${begin}`;
    const top = `function ${name}(S,o){${head}`;
    if (region.nodes.size === 0) return `${top}${this.exitAll()}}\n`;
    const begins = region.start.key;
    // A node to which control comes more than once has a label, unless it is copied; all others follow where they stand.
    const startLabel = this.copied.has(begins) ? undefined : this.labels.get(begins);
    if (startLabel !== undefined) this.wanted.add(begins);
    const first = startLabel === undefined ? this.node(region.start) : '';
    let cases = '';
    const emitted = new Set<string>();
    for (let grown = true; grown; ) {
      grown = false;
      for (const key of [...this.wanted]) {
        const node = region.nodes.get(key);
        if (emitted.has(key) || node === undefined) continue;
        emitted.add(key);
        grown = true;
        this.known = new Map();
        cases += `case ${this.labelOf(key)}:${this.node(node)}\n`;
      }
    }
    if (cases === '') return `${top}${first}}\n`;
    return `${top}let L=${startLabel ?? 0},n=0;for(;;){if(++n>100000)return ${-1 - context.endless};switch(L){\n${first === '' ? '' : `case 0:${first}\n`}${cases}}}}\n`;
  }

  private labelOf(key: string): number {
    const label = this.labels.get(key);
    if (label === undefined) throw new Error(`checker bug: node ${key} has no label`);
    return label;
  }

  /** A start region without a block: the body begins at a point. */
  private exitAll(): string {
    const [only] = this.region.exits;
    if (only === undefined) throw new Error('checker bug: a region that leads nowhere');
    return this.exit(only);
  }

  private node(node: Node): string {
    const { context } = this;
    let text = '';
    let activation = node.block.activation;
    for (const instruction of node.block.instructions) {
      text += this.instruction(instruction, activation);
      const to = definitionOf(instruction);
      if (to !== null && instruction.op !== 'set') this.known.delete(to);
      if (instruction.op === 'enter') activation = instruction.activation;
      if (instruction.op === 'leave' && instruction.activation.caller !== null)
        activation = instruction.activation.caller;
    }
    const { ending } = node.block;
    const [first, second] = edgesOf(node, context.code, context.restart);
    switch (ending.kind) {
      case 'jump':
      case 'end':
        if (first === undefined) throw new Error('checker bug: a block that leads nowhere');
        return text + this.edge(first);
      case 'branch': {
        const condition = substitute(ending.condition, this.known);
        if (first === undefined || second === undefined) throw new Error('checker bug: a branch that leads nowhere');
        if (condition.kind === 'const') return text + this.edge(condition.value !== 0 ? first : second);
        const before = this.known;
        this.known = new Map(before);
        const then = this.edge(first);
        this.known = new Map(before);
        const otherwise = this.edge(second);
        this.known = before;
        const control = ending.within === true ? '' : this.control(condition);
        return `${text}${control}if(${emitCondition(condition, context.names)}){${then}}else{${otherwise}}`;
      }
      case 'answer':
        return `${text}return ${this.number(ending.value)};`;
      case 'never':
        return `${text}return 0;`;
    }
  }

  private number(pure: Pure): string {
    return emitNumber(substitute(pure, this.known), this.context.names);
  }

  private edge(edge: Edge): string {
    switch (edge.kind) {
      case 'point':
        return this.exit(edge.block);
      case 'finish':
        return this.leave(
          this.context.finished,
          new Set(),
          new Set(),
          this.ordering?.alone === true ? 'M.finish();' : '',
        );
      case 'inside': {
        const { key } = edge.node;
        const label = this.labels.get(key);
        if (label === undefined) return this.node(edge.node);
        if (this.copied.has(key) && this.copies < COPIES) {
          this.copies++;
          return this.node(edge.node);
        }
        this.wanted.add(key);
        return `L=${label};continue;`;
      }
    }
  }

  private exit(block: Block): string {
    return this.leave(this.context.indexOf(block), this.context.live(block), this.context.needed(block));
  }

  /** Stores what is live at the next point, zeroes what no longer is. */
  private leave(point: number, live: ReadonlySet<Register>, needed = live, finish = ''): string {
    const { slots } = this.context;
    if (slots === null) return 'return 1;';
    const writes: { slot: Slot; value: string | null }[] = [{ slot: slots.point, value: String(point) }];
    for (const register of this.liveIn) {
      const slot = slots.registers.get(register);
      if (slot !== undefined && (!live.has(register) || this.assigned.has(register)))
        writes.push({ slot, value: null });
    }
    for (const register of live) {
      const slot = slots.registers.get(register);
      if (slot === undefined || !this.assigned.has(register)) continue;
      const value = this.number({ kind: 'register', register });
      // What nobody reads may be anything, even what does not fit.
      const fits = `(((${value}-(${slot.min}))&${maskOf(slot.bits)})+(${slot.min}))`;
      writes.push({ slot, value: needed.has(register) ? value : fits });
    }
    return `${emitSlots(writes)}${finish}${this.leaveOrdered(live)}return 1;`;
  }

  private leaveOrdered(live: ReadonlySet<Register>): string {
    if (this.ordering === null) return '';
    const { kept } = this.ordering.dependencies;
    const lasting = [...kept].filter(([register]) => live.has(register)).map(([, shadow]) => shadow);
    return kept.size === 0 ? 'M.end();' : `M.keep([${lasting}],[${[...kept.values()]}]);M.end();`;
  }

  /** Shadows of the registers that a value is computed from, as it is written: what is known of them is no reason. */
  private shadows(...from: readonly Pure[]): readonly number[] {
    const { shadows } = this.ordering?.dependencies ?? { shadows: new Map<Register, number>() };
    const found = from.flatMap(registersIn).flatMap((register) => shadows.get(register) ?? []);
    return [...new Set(found)].sort((a, b) => a - b);
  }

  private control(condition: Pure): string {
    const shadows = this.shadows(condition);
    return shadows.length === 0 ? '' : `M.control([${shadows}]);`;
  }

  /** Of what a register holds now. */
  private depend(to: Register, from: Pure): string {
    const shadow = this.ordering?.dependencies.shadows.get(to);
    return shadow === undefined ? '' : `M.depend(${shadow},[${this.shadows(from)}]);`;
  }

  private instruction(item: Instruction, activation: Activation): string {
    const { names, hooks, memory } = this.context;
    const pure = (value: Pure): Pure => substitute(value, this.known);
    const at = (place: Place): string =>
      hooks === null ? '' : `${hooks.place(place)},${hooks.activation(activation)}`;
    switch (item.op) {
      case 'touch':
      case 'barrier':
        return '';
      case 'set':
        return this.depend(item.to, item.value) + this.set(item.to, substitute(item.value, this.known));
      case 'load': {
        if (item.shown && hooks === null) return '';
        const compiled = item.compiled === undefined ? null : `'${item.compiled}'`;
        const told = (how: string): string =>
          hooks === null || item.shown
            ? ''
            : `T.load(${hooks.cells(item.cells)},${this.number(item.element)},${nameOf(item.to)},${at(item.place)},${how});`;
        if (item.via === null)
          return `${nameOf(item.to)}=${emitLoad(item.cells, pure(item.element), names)};${told(compiled ?? 'null')}${this.noted(item, activation)}`;
        const { base, part, order } = item.via;
        const to = this.ordering?.dependencies.shadows.get(item.to) ?? -1;
        const cell = `${base}+${this.number(item.element)}`;
        return `${nameOf(item.to)}=M.load(${cell},${part},${JSON.stringify(order)},[${this.shadows(item.element)}],${to});${told(compiled ?? `M.howRead(${cell})`)}${this.noted(item, activation)}`;
      }
      case 'store': {
        const value = this.number(item.value);
        const told =
          hooks === null
            ? ''
            : `T.store(S,o,${hooks.cells(item.cells)},${this.number(item.element)},${value},${at(item.place)});`;
        const noted = this.noted(item, activation);
        const compiled = hooks === null || item.compiled === undefined ? '' : `T.compiled('${item.compiled}');`;
        if (item.via === null) return told + compiled + emitStore(item.cells, pure(item.element), value, names) + noted;
        const { base, part, order, full } = item.via;
        const shadows = this.shadows(item.element, item.value);
        const access = `{cell:${base}+${this.number(item.element)},part:${part},value:${value},order:${JSON.stringify(order)},plain:${item.plain},shadows:[${shadows}]}`;
        const failed = `if(w!=='done'){if(w==='not')return 0;${this.fault(full, activation)}}`;
        const how = hooks === null ? '' : `T.how(M.howWritten(${base}+${this.number(item.element)}));`;
        return `${told}{const w=M.store(${access});${failed}}${compiled}${how}${noted}`;
      }
      case 'choose': {
        const n = this.number(item.n);
        const told =
          hooks === null || item.silent === true ? '' : `T.choose(${n},${nameOf(item.to)},${at(item.place)});`;
        const empty = item.fault === null ? '' : `if(${n}<1){${this.fault(item.fault, activation)}}`;
        return `${empty}${nameOf(item.to)}=pick(${n});${told}`;
      }
      case 'guard': {
        const condition = emitCondition(pure(item.condition), names);
        const told = hooks === null ? '' : `T.wait(${condition},${hooks.guard(item)},${at(item.place)});`;
        const blocked = this.context.notes === true && !activation.gate ? 2 : 0;
        return `${told}if(!${condition})return ${blocked};${this.control(item.condition)}`;
      }
      case 'check': {
        const value = item.value === null ? '' : `,${this.number(item.value)}${this.toldCell(item.to)}`;
        const condition = pure(item.condition);
        if (condition.kind === 'const' && condition.value !== 0) return '';
        return `if(!${emitCondition(condition, names)}){${this.fault(item.fault, activation, value)}}`;
      }
      case 'alloc': {
        return this.alloc(item, poolOf(memory, item.pool), { activation, at: at(item.place) });
      }
      case 'release': {
        return this.release(item, poolOf(memory, item.pool), at(item.place));
      }
      case 'section':
        return `if(!M.section(${JSON.stringify(item.order)},${item.word === null ? -1 : this.number(item.word)}))return 0;`;
      case 'fence':
        return hooks === null
          ? `if(!M.fence(${JSON.stringify(item.fence)}))return 0;`
          : `{const w=M.fence(${JSON.stringify(item.fence)});T.fence(w,${at(item.place)});if(!w)return 0;}`;
      case 'drain': {
        const told = hooks === null ? '' : `T.drain(S,o,M.oldest(),${at(item.place)});`;
        return `if(M.oldest()===null)return 0;${told}M.drain();`;
      }
      case 'enter':
        return hooks === null
          ? ''
          : `T.enter(${hooks.activation(item.activation)},[${this.values(item.activation.args.map((arg) => arg.value))}]);`;
      case 'leave':
        return hooks === null
          ? ''
          : `T.leave(${hooks.activation(item.activation)},${item.value === null ? '-1,[]' : `${hooks.telling([item.value])},[${this.values([item.value])}]`});`;
      case 'note':
        return hooks === null
          ? ''
          : `T.note(${hooks.text(item.text)},${hooks.telling(item.values)},[${this.values(item.values)}],${at(item.place)});`;
    }
  }

  /** What keeps a thread from its next step is no access of its own. */
  private noted(item: Extract<Instruction, { op: 'load' | 'store' }>, activation: Activation): string {
    if (this.context.notes !== true || activation.gate || !isContended(item, this.context.memory)) return '';
    const element = this.number(item.element);
    const kind = (item.op === 'store' ? 1 : 0) + (item.plain ? 2 : 0);
    const missed = item.via === null ? -1 : `M.missed(${item.via.base}+${element},${item.plain})`;
    return `N.push(${item.cells.id},${element},${kind},${missed});`;
  }

  private toldCell(to: Cell | null): string {
    const { hooks } = this.context;
    return to === null || hooks === null ? '' : `,${hooks.cells(to.cells)},${this.number(to.element)}`;
  }

  /** `value`: what did not fit, as code behind a comma. */
  private fault(fault: number, activation: Activation, value = ''): string {
    const { hooks } = this.context;
    return `${hooks === null ? '' : `T.fault(${fault},${hooks.activation(activation)}${value});`}return ${-1 - fault};`;
  }

  private set(to: Register, value: Pure): string {
    if (value.kind === 'const') this.known.set(to, value);
    else this.known.delete(to);
    return `${nameOf(to)}=${emitNumber(value, this.context.names)};`;
  }

  private values(tellings: readonly Telling[]): string {
    return tellings
      .flatMap(puresOf)
      .map((pure) => emitNumber(pure, this.context.names))
      .join(',');
  }

  private alloc(
    item: Extract<Instruction, { op: 'alloc' }>,
    pool: Pool,
    told: { readonly activation: Activation; readonly at: string },
  ): string {
    const { names, hooks } = this.context;
    const to = nameOf(item.to);
    let text = `${to}=0;`;
    for (let object = 0; object < pool.class.count; object++) {
      text += `${object === 0 ? '' : 'else '}if(${emitLoad(pool.live, { kind: 'const', value: object }, names)}===0)${to}=${object + 1};`;
    }
    text += `if(${to}===0){${this.fault(item.fault, told.activation)}}`;
    const object: Pure = {
      kind: 'binary',
      operator: '-',
      left: { kind: 'register', register: item.to },
      right: { kind: 'const', value: 1 },
    };
    text += emitStore(pool.live, object, '1', names);
    for (const cells of cellsOf(pool, this.context.memory)) text += this.fill(cells, object, String(cells.fresh));
    return text + (hooks === null ? '' : `T.object('alloc',${pool.index},${to},${told.at});`);
  }

  private release(item: Extract<Instruction, { op: 'release' }>, pool: Pool, at: string): string {
    const { names, hooks } = this.context;
    const object: Pure = { kind: 'binary', operator: '-', left: item.object, right: { kind: 'const', value: 1 } };
    let text = hooks === null ? '' : `T.object('free',${pool.index},${emitNumber(item.object, names)},${at});`;
    text += emitStore(pool.live, object, '0', names);
    // Freed memory is all zero bits, whatever zero means there: equal states must be equal.
    for (const cells of cellsOf(pool, this.context.memory))
      text += this.fill(cells, object, String(slotOf(cells, names).bits >= 32 ? 0 : cells.range.min));
    return text;
  }

  private fill(cells: Cells, object: Pure, value: string): string {
    let text = '';
    for (let i = 0; i < cells.length; i++) {
      const base: Pure =
        cells.length === 1
          ? object
          : { kind: 'binary', operator: '*', left: object, right: { kind: 'const', value: cells.length } };
      const element: Pure =
        i === 0 ? base : { kind: 'binary', operator: '+', left: base, right: { kind: 'const', value: i } };
      text += emitStore(cells, element, value, this.context.names);
    }
    return text;
  }
}

/** Nodes from which control can come back to them within the step: they keep their label. */
/** Whether a step may go round. */
export const hasCycle = (region: Region, context: RegionContext): boolean => nodesOnCycles(region, context).size > 0;

function nodesOnCycles(region: Region, context: RegionContext): ReadonlySet<string> {
  const result = new Set<string>();
  for (const [key, count] of region.arrivals) {
    const from = region.nodes.get(key);
    if (count <= 1 || from === undefined) continue;
    const seen = new Set<string>();
    const stack: Node[] = [from];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      for (const edge of edgesOf(next, context.code, context.restart)) {
        if (edge.kind !== 'inside' || seen.has(edge.node.key)) continue;
        seen.add(edge.node.key);
        stack.push(edge.node);
      }
    }
    if (seen.has(key)) result.add(key);
  }
  return result;
}

/** Whether an access is of memory that threads share and write. What a compiler adds is none: the code has what races. */
export function isContended(item: Extract<Instruction, { op: 'load' | 'store' }>, memory: Memory): boolean {
  const { cells } = item;
  if (
    item.compiled !== undefined ||
    cells.ghost ||
    cells.role?.instant === true ||
    cells.unwritten ||
    cells.location < 0 ||
    (item.op === 'load' && item.shown)
  )
    return false;
  return cells.classId !== 'world' && !memory.pools.some(({ live }) => live === cells);
}

/** The cells of a pool's class that are part of the state, without its `live` flags. */
export function cellsOf(pool: Pool, memory: Memory): readonly Cells[] {
  return memory.cells.filter((cells) => cells.classId === pool.class.id && cells !== pool.live);
}

function shown(instruction: Instruction): readonly Pure[] {
  switch (instruction.op) {
    case 'enter':
      return instruction.activation.args.flatMap((arg) => puresOf(arg.value));
    case 'leave':
      return instruction.value === null ? [] : puresOf(instruction.value);
    case 'note':
      return instruction.values.flatMap(puresOf);
    default:
      return [];
  }
}
