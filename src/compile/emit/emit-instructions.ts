// SPDX-License-Identifier: MIT
// JavaScript for what stands in a step, instruction by instruction, with what is known of its registers on the path that is
// being emitted.

import type { Place } from '../../lang/diagnostic.ts';
import type { Activation, Block, Cell, Instruction, Pure, Register, Telling } from '../code/code.ts';
import { substitute } from '../code/code.ts';
import { type Cells, cellsOf, type Memory, type Pool, poolOf } from '../code/memory.ts';
import { puresOf } from '../code/values.ts';
import { type Dependencies, noDependencies } from '../ordering/dependencies.ts';
import { registersIn } from '../ordering/tracked.ts';
import { emitCondition, emitLoad, emitNumber, emitStore, nameOf, slotOf } from './emit-values.ts';
import type { RegionContext, RegionOrdering } from './region-context.ts';

export class Instructions {
  private readonly context: RegionContext;
  private readonly dependencies: Dependencies;
  /** What a step returns that waits for what is false. */
  private readonly waits: number;
  /** Registers whose value is known on the path that is being emitted. */
  known = new Map<Register, Pure>();

  /** @param ordering of the region: none where it is code in front of the first point
   *  @param decides whether it has a decision */
  constructor(
    context: RegionContext,
    { ordering, decides }: { readonly ordering: RegionOrdering | null; readonly decides: boolean },
  ) {
    this.context = context;
    // Who decides looks in its next step.
    if (context.notes === true) this.waits = decides ? 0 : 2;
    else this.waits = decides ? 3 : 0;
    this.dependencies = ordering?.dependencies ?? noDependencies;
  }

  number(pure: Pure): string {
    return emitNumber(substitute(pure, this.known), this.context.names);
  }

  /** Shadows of the registers that a value is computed from, as it is written: what is known of them is no reason. */
  private shadows(from: Pure): readonly number[] {
    return shadowsOf(this.dependencies.shadows, this.dependencies.carried(from));
  }

  /** And of what decided that they are what they are: it orders what is written. */
  private reasons(...from: readonly Pure[]): readonly number[] {
    const { shadows, decided } = this.dependencies;
    const registers = from.flatMap(registersIn);
    return [...shadowsOf(shadows, registers), ...shadowsOf(decided, registers)];
  }

  /** Whoever waits writes nothing before the wait is over. */
  private waited(condition: Pure): string {
    const shadows = this.reasons(condition);
    return shadows.length === 0 ? '' : `M.control([${shadows}]);`;
  }

  /** What is decided by a branch lasts until its ways meet. */
  decide(branch: Block, condition: Pure): string {
    const to = this.dependencies.branches.get(branch);
    return to === undefined ? '' : `M.depend(${to},[${[to, ...this.reasons(condition)]}]);`;
  }

  /** On the way from one block to another: what was decided is known by the values that it gave, and no more by the branch. */
  meet(from: Block, to: Block): string {
    return this.dependencies
      .met(from, to)
      .flatMap(({ by, registers }) =>
        registers.map((one) => {
          const reason = this.dependencies.decided.get(one);
          if (reason === undefined) throw new Error(`checker bug: ${one.name} has no reason`);
          return `M.depend(${reason},[${reason},${by}]);`;
        }),
      )
      .join('');
  }

  /** Within a step; between steps, the machine keeps what still matters. */
  forget(from: Block, to: Block): string {
    const { branches, deciding } = this.dependencies;
    const own = branches.get(from);
    const still = deciding(to);
    const past = [...deciding(from), ...(own === undefined ? [] : [own])].filter((one) => !still.includes(one));
    return past.map((one) => `M.depend(${one},[]);`).join('');
  }

  /** Of what a register holds now. */
  private depend(item: Extract<Instruction, { op: 'set' }>): string {
    const { shadows, decided, deciders } = this.dependencies;
    const [shadow, reason] = [shadows.get(item.to), decided.get(item.to)];
    const computed = shadow === undefined ? '' : `M.depend(${shadow},[${this.shadows(item.value)}]);`;
    if (reason === undefined) return computed;
    const by = [...shadowsOf(shadows, deciders(item.value)), ...shadowsOf(decided, registersIn(item.value))];
    return `${computed}M.depend(${reason},[${by}]);`;
  }

  /** What comes from elsewhere has been decided by nothing. */
  private fresh(to: Register): string {
    const reason = this.dependencies.decided.get(to);
    return reason === undefined ? '' : `M.depend(${reason},[]);`;
  }

  /** @param block in which it stands; `activation`: the call */
  emit(item: Instruction, block: Block, activation: Activation): string {
    const { names, hooks, memory } = this.context;
    const pure = (value: Pure): Pure => substitute(value, this.known);
    const at = (place: Place): string =>
      hooks === null ? '' : `${hooks.place(place)},${hooks.activation(activation)}`;
    switch (item.op) {
      case 'touch':
      case 'barrier':
        return '';
      case 'set':
        return this.depend(item) + this.set(item.to, substitute(item.value, this.known));
      case 'load': {
        if (item.shown && hooks === null) return '';
        const compiled = item.compiled === undefined ? null : `'${item.compiled}'`;
        const told = (how: string): string =>
          hooks === null || item.shown
            ? ''
            : `T.load(${hooks.cells(item.cells)},${this.number(item.element)},${nameOf(item.to)},${at(item.place)},${how});`;
        if (item.via === null)
          return `${nameOf(item.to)}=${emitLoad(item.cells, pure(item.element), names)};${this.fresh(item.to)}${told(compiled ?? 'null')}${this.noted(item, activation)}`;
        const { base, part, order } = item.via;
        const to = this.dependencies.shadows.get(item.to) ?? -1;
        const cell = `${base}+${this.number(item.element)}`;
        return `${nameOf(item.to)}=M.load(${cell},${part},${JSON.stringify(order)},[${this.shadows(item.element)}],${to});${this.fresh(item.to)}${told(compiled ?? `M.howRead(${cell})`)}${this.noted(item, activation)}`;
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
        const shadows = [...this.reasons(item.element, item.value), ...this.dependencies.deciding(block)];
        const access = `{cell:${base}+${this.number(item.element)},part:${part},value:${value},order:${JSON.stringify(order)},plain:${item.plain},shadows:[${shadows}]}`;
        const failed = `if(w!=='done'){if(w==='not')return 0;${this.fault(full, activation)}}`;
        const how = hooks === null ? '' : `T.how(M.howWritten(${base}+${this.number(item.element)}));`;
        return `${this.settled(false, at(item.place))}${told}{const w=M.store(${access});${failed}}${compiled}${how}${noted}`;
      }
      case 'choose': {
        const n = this.number(item.n);
        const told =
          hooks === null || item.silent === true ? '' : `T.choose(${n},${nameOf(item.to)},${at(item.place)});`;
        const empty = item.fault === null ? '' : `if(${n}<1){${this.fault(item.fault, activation)}}`;
        return `${empty}${nameOf(item.to)}=pick(${n});${this.fresh(item.to)}${told}`;
      }
      case 'guard': {
        const condition = emitCondition(pure(item.condition), names);
        const told = hooks === null ? '' : `T.wait(${condition},${hooks.guard(item)},${at(item.place)});`;
        return `${told}if(!${condition})return ${activation.gate ? 0 : this.waits};${this.waited(item.condition)}`;
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
      case 'section': {
        const isBarrier = item.word !== null && (item.order === 'locked' || item.order === 'full');
        const settled = isBarrier ? this.settled(true, at(item.place)) : '';
        return `${settled}if(!M.section(${JSON.stringify(item.order)},${item.word === null ? -1 : this.number(item.word)}))return 0;`;
      }
      case 'fence':
        return hooks === null
          ? `if(!M.fence(${JSON.stringify(item.fence)}))return 0;`
          : `${this.settled(item.fence === 'all', at(item.place))}{const w=M.fence(${JSON.stringify(item.fence)});T.fence(w,${at(item.place)});if(!w)return 0;}`;
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

  /** Told where it happens: the machine would do it, too. */
  private settled(isBarrier: boolean, at: string): string {
    if (this.context.hooks === null) return '';
    return `for(let d;(d=M.settling(${isBarrier}))!==null;M.drain())T.drain(S,o,d,${at});`;
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

function shadowsOf(shadows: ReadonlyMap<Register, number>, of: readonly Register[]): readonly number[] {
  const found = of.flatMap((register) => shadows.get(register) ?? []);
  return [...new Set(found)].sort((a, b) => a - b);
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
