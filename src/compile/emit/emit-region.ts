// SPDX-License-Identifier: MIT
// JavaScript for one step: a function (S, o) that runs a region in place on a state and returns 1 (taken), 2 (the
// same, and it costs nothing of a budget), 0 (not taken: it has to wait), 3 (the same, but what was chosen before is a step: the
// decision of the region) or −1−f (fault f). Hard case: joins and loops inside a step; a region that is a tree becomes
// nested ifs, any other a switch in a loop. With `hooks` the same code also tells what it does, for the timeline.

import { closure } from '../code/closure.ts';
import type { Block, Instruction, Pure, Register } from '../code/code.ts';
import { registersOf, substitute } from '../code/code.ts';
import { type Edge, instructionsIn, type Node, type Region } from '../code/cut-steps.ts';
import { maskOf, type Slot, type ThreadSlots } from '../code/layout.ts';
import { definitionOf, endingUses, usesOf } from '../code/liveness.ts';
import { puresOf } from '../code/values.ts';
import { Instructions } from './emit-instructions.ts';
import { emitCondition, emitSlotRead, emitSlots, nameOf } from './emit-values.ts';
import type { RegionContext, RegionOrdering } from './region-context.ts';

/** Joins of up to this many instructions are copied into the paths that lead to them, up to so many times a step. */
const COPY_SIZE = 8;
const COPIES = 100;

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
  private readonly instructions: Instructions;
  /** Whether some way through it is there for a barrier alone, of which a budget knows nothing. */
  private readonly spares: boolean;
  private readonly left = new Map<ReadonlySet<Register>, Left>();
  private copies = 0;

  constructor(region: Region, from: Block | null, context: RegionContext) {
    this.region = region;
    this.context = context;
    this.liveIn = from === null ? new Set() : context.live(from);
    this.ordering = from === null ? null : context.ordering;
    this.instructions = new Instructions(context, { ordering: this.ordering, decides: region.decision !== null });
    this.spares = (context.slots?.budget ?? null) !== null && instructionsIn(region).some(isBarrierApart);
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
    const cyclic = nodesOnCycles(region);
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
    const head = `${initial.length === 0 ? '' : `let ${initial.join(',')};`}${this.spares ? 'let cost=1;' : ''}${begin}`;
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
        this.instructions.known = new Map();
        cases += `case ${this.labelOf(key)}:${this.node(node)}\n`;
      }
    }
    if (cases === '') return `${top}${first}}\n`;
    const count = region.hasChoice && context.hooks === null ? 'work++;' : '';
    return `${top}let L=${startLabel ?? 0},n=0;for(;;){${count}if(++n>100000)return ${-1 - context.endless};switch(L){\n${first === '' ? '' : `case 0:${first}\n`}${cases}}}}\n`;
  }

  private edgesFrom(node: Node): readonly Edge[] {
    const edges = this.region.edges.get(node.key);
    if (edges === undefined) throw new Error(`checker bug: node ${node.key} is not of the step`);
    return edges;
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
      text += this.instructions.emit(instruction, node.block, activation);
      if (this.spares && isBarrierApart(instruction)) text += 'cost=2;';
      const to = definitionOf(instruction);
      if (to !== null && instruction.op !== 'set') this.instructions.known.delete(to);
      if (instruction.op === 'enter') activation = instruction.activation;
      if (instruction.op === 'leave' && instruction.activation.caller !== null)
        activation = instruction.activation.caller;
    }
    const { ending } = node.block;
    const [first, second] = this.edgesFrom(node);
    switch (ending.kind) {
      case 'jump':
      case 'end':
        if (first === undefined) throw new Error('checker bug: a block that leads nowhere');
        return text + this.edge(node.block, first);
      case 'branch': {
        const condition = substitute(ending.condition, this.instructions.known);
        if (first === undefined || second === undefined) throw new Error('checker bug: a branch that leads nowhere');
        const decide = this.instructions.decide(node.block, ending.condition);
        if (condition.kind === 'const')
          return text + decide + this.edge(node.block, condition.value !== 0 ? first : second);
        const before = this.instructions.known;
        this.instructions.known = new Map(before);
        const then = this.edge(node.block, first);
        this.instructions.known = new Map(before);
        const otherwise = this.edge(node.block, second);
        this.instructions.known = before;
        return `${text}${decide}if(${emitCondition(condition, context.names)}){${then}}else{${otherwise}}`;
      }
      case 'answer':
        return `${text}return ${this.instructions.number(ending.value)};`;
      case 'never':
        return `${text}return 0;`;
    }
  }

  private edge(from: Block, edge: Edge): string {
    switch (edge.kind) {
      case 'point':
        return this.instructions.meet(from, edge.block) + this.exit(edge.block);
      case 'finish':
        return this.leave(this.context.finished, {
          live: new Set(),
          needed: new Set(),
          ends: `${this.ordering?.alone === true ? 'M.finish();' : ''}${this.end(null)}`,
        });
      case 'inside': {
        const { key, block } = edge.node;
        const label = this.labels.get(key);
        const forget = this.instructions.meet(from, block) + this.instructions.forget(from, block);
        if (label === undefined) return forget + this.node(edge.node);
        if (this.copied.has(key) && this.copies < COPIES) {
          this.copies++;
          return forget + this.node(edge.node);
        }
        this.wanted.add(key);
        return `${forget}L=${label};continue;`;
      }
    }
  }

  private exit(block: Block): string {
    const { live, needed, indexOf } = this.context;
    return this.leave(indexOf(block), { live: live(block), needed: needed(block), ends: this.end(block) });
  }

  /** Stores what is live at the next point, zeroes what no longer is. */
  private leave(point: number, { live, needed, ends }: Leaving): string {
    const { slots } = this.context;
    if (slots === null) return 'return 1;';
    const taken = this.region.start.decides ? 2 : this.spares ? 'cost' : 1;
    const writes: { slot: Slot; value: string | null }[] = [{ slot: slots.point, value: String(point) }];
    const { cleared, kept } = this.leaving(live, slots);
    for (const slot of cleared) writes.push({ slot, value: null });
    for (const [register, slot] of kept) {
      const value = this.instructions.number({ kind: 'register', register });
      // What nobody reads may be anything, even what does not fit.
      const fits = `(((${value}-(${slot.min}))&${maskOf(slot.bits)})+(${slot.min}))`;
      writes.push({ slot, value: needed.has(register) ? value : fits });
    }
    return `${emitSlots(writes)}${ends}return ${taken};`;
  }

  /** What is cleared, and what is written, where this is live: many exits are alike. */
  private leaving(live: ReadonlySet<Register>, { registers }: ThreadSlots): Left {
    const known = this.left.get(live);
    if (known !== undefined) return known;
    const cleared: Slot[] = [];
    for (const register of this.liveIn) {
      if (live.has(register) && !this.assigned.has(register)) continue;
      const slot = registers.get(register);
      if (slot !== undefined) cleared.push(slot);
    }
    const kept: (readonly [Register, Slot])[] = [];
    for (const register of live) {
      const slot = this.assigned.has(register) ? registers.get(register) : undefined;
      if (slot !== undefined) kept.push([register, slot]);
    }
    const left = { cleared, kept };
    this.left.set(live, left);
    return left;
  }

  /** What the machine has of a step that ends at a point; null: the body is done. */
  private end(point: Block | null): string {
    if (this.ordering === null) return '';
    const { shadows, decided, deciding, kept, reasons } = this.ordering.dependencies;
    const live = point === null ? new Set() : this.context.live(point);
    const lasting = [...shadows, ...decided].flatMap(([register, shadow]) => (live.has(register) ? [shadow] : []));
    if (point !== null) lasting.push(...deciding(point));
    return kept.size === 0 ? 'M.end();' : `M.keep([${lasting}],[${[...kept]}],[${[...reasons]}]);M.end();`;
  }
}

interface Left {
  readonly cleared: readonly Slot[];
  readonly kept: readonly (readonly [Register, Slot])[];
}

interface Leaving {
  readonly live: ReadonlySet<Register>;
  /** Those that somebody reads. */
  readonly needed: ReadonlySet<Register>;
  /** What the machine does. */
  readonly ends: string;
}

/** Nodes from which control can come back to them within the step: they keep their label. */
function nodesOnCycles({ start, edges }: Region): ReadonlySet<string> {
  const behind = new Map<string, readonly string[]>();
  const before = new Map<string, string[]>();
  for (const [key, all] of edges) {
    const inside = all.flatMap((edge) => (edge.kind === 'inside' ? [edge.node.key] : []));
    behind.set(key, inside);
    for (const to of inside) before.set(to, [...(before.get(to) ?? []), key]);
  }
  // Each behind all that it leads to, unless it is on a way back.
  const order: string[] = [];
  const seen = new Set([start.key]);
  const open = [start.key];
  for (let key = open.at(-1); key !== undefined; key = open.at(-1)) {
    const next = behind.get(key)?.find((one) => !seen.has(one));
    if (next === undefined) {
      order.push(key);
      open.pop();
    } else {
      seen.add(next);
      open.push(next);
    }
  }
  // From the last of them on, what leads to one and has not been met leads back to it.
  const met = new Set<string>();
  const result = new Set<string>();
  for (const key of order.toReversed()) {
    if (met.has(key)) continue;
    const round = closure([key], (one) => (before.get(one) ?? []).filter((from) => !met.has(from)));
    const isRound = round.size > 1 || behind.get(key)?.includes(key) === true;
    for (const one of round) {
      met.add(one);
      if (isRound) result.add(one);
    }
  }
  return result;
}

const isBarrierApart = (one: Instruction): boolean => one.op === 'fence' && one.apart;

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
