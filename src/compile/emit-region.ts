// SPDX-License-Identifier: MIT
// JavaScript for one step: a function (S, o) that runs a region in place on a state and returns 1 (taken), 0 (a guard
// was false: not taken) or −1−f (fault f). Hard case: joins and loops inside a step; a region that is a tree becomes
// nested ifs, any other a switch in a loop. With `hooks` the same code also tells what it does, for the timeline.

import type { Place } from '../lang/diagnostic.ts';
import type { Activation, Block, Code, Instruction, PrintedPure, Pure, Register } from './code.ts';
import { registersOf } from './code.ts';
import { type Edge, edgesOf, type Node, type Region } from './cut-steps.ts';
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
import type { Slot, ThreadSlots } from './layout.ts';
import { definitionOf, endingUses, usesOf } from './liveness.ts';
import type { Cells, Memory, Pool } from './memory.ts';

/** Where narrating code reports to; indices name things the narrator keeps. */
export interface Hooks {
  activation(item: Activation): number;
  cells(item: Cells): number;
  text(text: string): number;
  place(place: Place): number;
  printed(values: readonly PrintedPure[]): number;
}

export interface RegionContext {
  readonly code: Code;
  readonly restart: boolean;
  readonly memory: Memory;
  readonly names: Names;
  /** Registers live at a block. */
  readonly live: (block: Block) => ReadonlySet<Register>;
  readonly indexOf: (block: Block) => number;
  /** Null for properties. */
  readonly slots: ThreadSlots | null;
  readonly finished: number;
  readonly endless: number;
  readonly hooks: Hooks | null;
}

/** `from`: the point the region starts at; null at the top of a body. */
export function emitRegion(name: string, region: Region, from: Block | null, context: RegionContext): string {
  return new RegionEmitter(region, from, context).emit(name);
}

class RegionEmitter {
  private readonly assigned = new Set<Register>();
  private readonly read = new Set<Register>();
  private readonly labels = new Map<string, number>();
  private readonly region: Region;
  private readonly context: RegionContext;
  private readonly liveIn: ReadonlySet<Register>;

  constructor(region: Region, from: Block | null, context: RegionContext) {
    this.region = region;
    this.context = context;
    this.liveIn = from === null ? new Set() : context.live(from);
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
    for (const [key, count] of region.arrivals) if (count > 1) this.labels.set(key, label++);

    const declared = new Set([...this.assigned, ...this.read]);
    const initial: string[] = [];
    for (const register of declared) {
      const slot = this.liveIn.has(register) ? context.slots?.registers.get(register) : undefined;
      initial.push(slot === undefined ? nameOf(register) : `${nameOf(register)}=${emitSlotRead(slot)}`);
    }
    const head = initial.length === 0 ? '' : `let ${initial.join(',')};`;
    if (region.nodes.size === 0) return `function ${name}(S,o){${head}${this.exitAll()}}\n`;
    if (this.labels.size === 0) return `function ${name}(S,o){${head}${this.node(region.start)}}\n`;
    let cases = '';
    const startLabel = this.labels.get(region.start.key);
    if (startLabel === undefined) cases += `case 0:${this.node(region.start)}\n`;
    for (const [key, number] of this.labels) {
      const node = region.nodes.get(key);
      if (node !== undefined) cases += `case ${number}:${this.node(node)}\n`;
    }
    return `function ${name}(S,o){${head}let L=${startLabel ?? 0},n=0;for(;;){if(++n>100000)return ${-1 - context.endless};switch(L){\n${cases}}}}\n`;
  }

  /** A start region without a block: the body begins at a point. */
  private exitAll(): string {
    const [only] = this.region.exits;
    return only === undefined ? 'return 0;' : this.exit(only);
  }

  private node(node: Node): string {
    const { context } = this;
    let text = '';
    let activation = node.block.activation;
    for (const instruction of node.block.instructions) {
      text += this.instruction(instruction, activation);
      if (instruction.op === 'enter') activation = instruction.activation;
      if (instruction.op === 'leave' && instruction.activation.caller !== null)
        activation = instruction.activation.caller;
    }
    const { ending } = node.block;
    const edges = edgesOf(node, context.code, context.restart);
    const [first, second] = edges;
    switch (ending.kind) {
      case 'jump':
      case 'end':
        return text + (first === undefined ? 'return 0;' : this.edge(first));
      case 'branch':
        return `${text}if(${emitCondition(ending.condition, context.names)}){${first === undefined ? '' : this.edge(first)}}else{${second === undefined ? '' : this.edge(second)}}`;
      case 'answer':
        return `${text}return ${emitNumber(ending.value, context.names)};`;
      case 'never':
        return `${text}return 0;`;
    }
  }

  private edge(edge: Edge): string {
    switch (edge.kind) {
      case 'point':
        return this.exit(edge.block);
      case 'finish':
        return this.leave(this.context.finished, new Set());
      case 'inside': {
        const label = this.labels.get(edge.node.key);
        return label === undefined ? this.node(edge.node) : `L=${label};continue;`;
      }
    }
  }

  private exit(block: Block): string {
    return this.leave(this.context.indexOf(block), this.context.live(block));
  }

  /** Stores what is live at the next point, zeroes what no longer is. */
  private leave(point: number, live: ReadonlySet<Register>): string {
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
      if (slot !== undefined && this.assigned.has(register)) writes.push({ slot, value: nameOf(register) });
    }
    return `${emitSlots(writes)}return 1;`;
  }

  private instruction(item: Instruction, activation: Activation): string {
    const { names, hooks, memory } = this.context;
    const at = (place: Place): string =>
      hooks === null ? '' : `${hooks.place(place)},${hooks.activation(activation)}`;
    switch (item.op) {
      case 'touch':
        return '';
      case 'set':
        return `${nameOf(item.to)}=${emitNumber(item.value, names)};`;
      case 'load': {
        const told =
          hooks === null
            ? ''
            : `T.load(${hooks.cells(item.cells)},${emitNumber(item.element, names)},${nameOf(item.to)},${item.free},${at(item.place)});`;
        return `${nameOf(item.to)}=${emitLoad(item.cells, item.element, names)};${told}`;
      }
      case 'store': {
        const value = emitNumber(item.value, names);
        const told =
          hooks === null
            ? ''
            : `T.store(S,o,${hooks.cells(item.cells)},${emitNumber(item.element, names)},${value},${item.free},${at(item.place)});`;
        return told + emitStore(item.cells, item.element, value, names);
      }
      case 'choose': {
        const n = emitNumber(item.n, names);
        const told = hooks === null ? '' : `T.choose(${n},${nameOf(item.to)},${at(item.place)});`;
        return `if(${n}<1)return 0;${nameOf(item.to)}=pick(${n});${told}`;
      }
      case 'guard': {
        const condition = emitCondition(item.condition, names);
        const told = hooks === null ? '' : `T.wait(${condition},${hooks.text(item.source)},${at(item.place)});`;
        return `${told}if(!${condition})return 0;`;
      }
      case 'check': {
        const told = hooks === null ? '' : `T.fault(${item.fault},${hooks.activation(activation)});`;
        return `if(!${emitCondition(item.condition, names)}){${told}return ${-1 - item.fault};}`;
      }
      case 'alloc': {
        const pool = memory.pools[item.pool];
        return pool === undefined ? '' : this.alloc(item, pool, at(item.place));
      }
      case 'release': {
        const pool = memory.pools[item.pool];
        return pool === undefined ? '' : this.release(item, pool, at(item.place));
      }
      case 'enter':
        return hooks === null
          ? ''
          : `T.enter(${hooks.activation(item.activation)},[${item.activation.args.flatMap((arg) => this.values(arg.parts)).join(',')}]);`;
      case 'leave':
        return hooks === null
          ? ''
          : `T.leave(${hooks.activation(item.activation)},${item.value === null ? '-1,[]' : `${hooks.printed(item.value)},[${this.values(item.value).join(',')}]`});`;
      case 'note':
        return hooks === null
          ? ''
          : `T.note(${hooks.text(item.text)},${hooks.printed(item.values)},[${this.values(item.values).join(',')}],${at(item.place)});`;
    }
  }

  private values(parts: readonly PrintedPure[]): string[] {
    return parts.flatMap((part) => ('pure' in part ? [emitNumber(part.pure, this.context.names)] : []));
  }

  private alloc(item: Extract<Instruction, { op: 'alloc' }>, pool: Pool, at: string): string {
    const { names, hooks } = this.context;
    const to = nameOf(item.to);
    const told = hooks === null ? '' : `T.fault(${item.fault},${at.split(',')[1] ?? 0});`;
    let text = `${to}=0;`;
    for (let object = 0; object < pool.class.count; object++) {
      text += `${object === 0 ? '' : 'else '}if(${emitLoad(pool.live, { kind: 'const', value: object }, names)}===0)${to}=${object + 1};`;
    }
    text += `if(${to}===0){${told}return ${-1 - item.fault};}`;
    const object: Pure = {
      kind: 'binary',
      operator: '-',
      left: { kind: 'register', register: item.to },
      right: { kind: 'const', value: 1 },
    };
    text += emitStore(pool.live, object, '1', names);
    for (const cells of cellsOf(pool, this.context.memory)) text += this.fill(cells, object, String(cells.fresh));
    return text + (hooks === null ? '' : `T.object('alloc',${pool.index},${to},${at});`);
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

/** The cells of a pool's class that are part of the state, without its `live` flags. */
export function cellsOf(pool: Pool, memory: Memory): readonly Cells[] {
  return memory.cells.filter((cells) => cells.classId === pool.class.id && cells !== pool.live);
}

function shown(instruction: Instruction): readonly Pure[] {
  const parts =
    instruction.op === 'enter'
      ? instruction.activation.args.flatMap((arg) => arg.parts)
      : instruction.op === 'leave'
        ? (instruction.value ?? [])
        : instruction.op === 'note'
          ? instruction.values
          : [];
  return parts.flatMap((part) => ('pure' in part ? [part.pure] : []));
}
