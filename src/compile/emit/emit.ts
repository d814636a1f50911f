// SPDX-License-Identifier: MIT
// Assembles the generated module: a function per program point, and per thread a dispatcher that copies the state,
// runs the step in place and keeps the result. Dispatch is by program counter; a step with choices is run once per
// combination of them.

import type { Block, Code, Register } from '../code/code.ts';
import { type Points, pointOf, type Region } from '../code/cut-steps.ts';
import type { Layout, ThreadSlots } from '../code/layout.ts';
import { liveAt } from '../code/liveness.ts';
import type { Cells, Memory } from '../code/memory.ts';
import type { Machine, MachineData } from '../ordering/machine.ts';
import { machineOf } from '../ordering/machine-of.ts';
import type { Role, Successors } from '../program.ts';
import { there } from '../there.ts';
import { emitRegion } from './emit-region.ts';
import { emitSlotRead, emitSlots, type Names } from './emit-values.ts';
import type { Hooks, RegionContext, RegionOrdering } from './region-context.ts';

export interface ThreadUnit {
  readonly name: string;
  readonly role: Role;
  readonly code: Code;
  readonly points: Points;
  readonly live: ReadonlyMap<Block, ReadonlySet<Register>>;
  readonly needed: ReadonlyMap<Block, ReadonlySet<Register>>;
  readonly budget: number | null;
  /** Points at which a daemon or environment is at its top. */
  readonly idle: ReadonlySet<number>;
  /** Points with nothing before the end but a barrier that may never be made. */
  readonly over: ReadonlySet<number>;
  /** Whether a step begins at its top, before its first touch. */
  readonly late: boolean;
  /** Fault index for a loop inside a step that does not end. */
  readonly endless: number;
  /** Fault index for a step that has more ways than are looked at. */
  readonly ways: number;
  readonly ordering: RegionOrdering | null;
}

export interface PropertyUnit {
  readonly code: Code;
  readonly region: Region;
  readonly endless: number;
}

/** What `new Function` gives back, and the machine that it uses. */
export interface Generated {
  /** Null: memory is sequentially consistent. */
  readonly machine: Machine | null;
  readonly step: readonly ((states: Int32Array, at: number, out: Successors) => void)[];
  readonly stepAll: (states: Int32Array, at: number, out: Successors, ends: Int32Array) => void;
  readonly start: readonly ((states: Int32Array, at: number) => number)[];
  readonly properties: readonly ((states: Int32Array, at: number) => number)[];
}

type Run = (states: Int32Array, at: number) => number;

/** Narrating twin of the steps of a thread at one point, run on a scratch state under a given list of choices. */
export interface Narrating {
  readonly run: Run;
  /** What is done instead where `run` returns 3. */
  readonly decide: Run | null;
}

export class Constants implements Names {
  readonly layout: Layout;
  private readonly used = new Map<Cells, string>();

  constructor(layout: Layout) {
    this.layout = layout;
  }

  constants(cells: Cells): string {
    const name = `K${cells.id}`;
    this.used.set(cells, name);
    return name;
  }

  declarations(): string {
    let text = '';
    for (const [cells, name] of this.used) {
      if (cells.constant === null) throw new Error(`checker bug: ${cells.name} is no constant`);
      text += `const ${name}=[${cells.constant.join(',')}];\n`;
    }
    return text;
  }
}

const empty: ReadonlySet<Register> = new Set();

export function contextOf(thread: ThreadUnit, slots: ThreadSlots, memory: Memory, names: Names): RegionContext {
  return {
    memory,
    names,
    live: (block) => liveAt(thread.live, block),
    needed: (block) => liveAt(thread.needed, block),
    indexOf: (block) => pointOf(thread.points, block),
    slots,
    finished: thread.points.blocks.length,
    endless: thread.endless,
    hooks: null,
    ordering: thread.ordering,
  };
}

const decisionOf = (name: string): string => `${name}d`;

function emitStep(name: string, region: Region, from: Block, context: RegionContext): string {
  const { decision } = region;
  const decided = decision === null ? '' : emitRegion(decisionOf(name), decision, from, context);
  return emitRegion(name, region, from, context) + decided;
}

export const choiceRuntime =
  'const ch=[],lim=[];let cn=0,cp=0,work=0;\nfunction pick(n){if(cp===cn){ch[cn]=0;lim[cn]=n;cn++;}return ch[cp++];}\n';

/** Source of the fast module. */
export function emitModule(
  threads: readonly ThreadUnit[],
  properties: readonly PropertyUnit[],
  memory: Memory,
  layout: Layout,
  data: MachineData | null,
): string {
  const names = new Constants(layout);
  const { words } = layout;
  const body: string[] = [];
  threads.forEach((thread, t) => {
    const slots = layout.threads[t];
    if (slots === undefined) throw new Error(`checker bug: thread ${t} has no place in the state`);
    const context = contextOf(thread, slots, memory, names);
    body.push(emitRegion(`start${t}`, thread.points.start, null, context));
    thread.points.regions.forEach((region, p) => {
      body.push(emitStep(`t${t}p${p}`, region, there(thread.points.blocks, p, 'point'), context));
    });
    body.push(`function step${t}(A,at,out){${dispatch(thread, t, slots, words)}}\n`);
  });
  properties.forEach((property, i) => {
    const context: RegionContext = {
      memory,
      names,
      live: () => empty,
      needed: () => empty,
      indexOf: () => {
        throw new Error('checker bug: a property has no points');
      },
      slots: null,
      finished: 0,
      endless: property.endless,
      hooks: null,
      ordering: null,
    };
    body.push(emitRegion(`property${i}`, property.region, null, context));
  });
  const list = (prefix: string, n: number): string =>
    `[${Array.from({ length: n }, (_, i) => `${prefix}${i}`).join(',')}]`;
  const all = threads.map((_, t) => `step${t}(A,at,out);ends[${t}]=out.count;`).join('');
  const machine = data === null ? '' : `const M=machineOf(${JSON.stringify(data)});\n`;
  const stepAll = `function stepAll(A,at,out,ends){${all}}\n`;
  const made = `return{step:${list('step', threads.length)},stepAll,start:${list('start', threads.length)},properties:${list('property', properties.length)}};`;
  // Joined, it is one piece: several read it, and each would gather it anew.
  return ["'use strict';\n", machine, choiceRuntime, names.declarations(), ...body, stepAll, made].join('');
}

export function generatedBy(text: string): Generated {
  let machine: Machine | null = null;
  const made = (data: MachineData): Machine => {
    machine = machineOf(data);
    return machine;
  };
  const generated = new Function('machineOf', text)(made) as Omit<Generated, 'machine'>;
  return { ...generated, machine };
}

/** From so many words on, the engine's own copy is quicker than a loop. */
const MANY_WORDS = 128;

function copy(words: number): string {
  if (words >= MANY_WORDS) return `S.set(A.subarray(at,at+${words}),o);`;
  if (words > 8) return `for(let i=0;i<${words};i++)S[o+i]=A[at+i];`;
  let text = '';
  for (let i = 0; i < words; i++) text += `S[o+${i}]=A[at+${i}];`;
  return text;
}

/** The environment's budget: a step costs one, but for a barrier; at the top, nothing begins without one left. */
function spend(slots: ThreadSlots): string {
  if (slots.budget === null) return '';
  const left = emitSlotRead(slots.budget);
  return `if(r===1){const b=${left};if(b>0){${emitSlots([{ slot: slots.budget, value: '(b-1)' }])}}}`;
}

/** Choices in one section multiply, in a loop without end. A step is the one thing that nobody can interrupt, so it has a bound. */
export const WAYS = 65_536;
/** Rounds of its loops in all of its ways together. */
export const ROUNDS = 1_000_000;
/** Whether a step that has gone `path` ways goes another one. */
export const isEnough = `(path===${WAYS}||work>${ROUNDS})`;

function dispatch(thread: ThreadUnit, t: number, slots: ThreadSlots, words: number): string {
  const point = emitSlotRead(slots.point).replaceAll('S[o+', 'A[at+');
  const room = `let S=out.words,o=out.count*${words};if(o+${words}>S.length||out.count>=out.paths.length){out.grow();S=out.words;}${copy(words)}`;
  const spent = spend(slots);
  let simple = '';
  let choosing = '';
  thread.points.regions.forEach((region, p) => {
    const idle = slots.budget !== null && thread.idle.has(p);
    const gate =
      idle && slots.budget !== null ? `if(${emitSlotRead(slots.budget).replaceAll('S[o+', 'A[at+')}===0)return;` : '';
    if (region.hasChoice) {
      const decided =
        region.decision === null ? '' : `if(r===3){${copy(words)}cp=0;r=${decisionOf(`t${t}p${p}`)}(S,o);}`;
      const enough = `if(${isEnough}){out.paths[out.count]=path;out.faults[out.count]=${1 + thread.ways};out.count++;break;}`;
      choosing += `case ${p}:{${gate}cn=0;work=0;let path=0;do{${room}${enough}cp=0;let r=t${t}p${p}(S,o);${decided}${spent}if(r!==0){out.paths[out.count]=path;out.faults[out.count]=r<0?-r:0;out.count++;}path++;while(cn>0&&++ch[cn-1]>=lim[cn-1])cn--;}while(cn>0);out.work+=work;return;}\n`;
    } else {
      simple += `case ${p}:${gate}r=t${t}p${p}(S,o);break;\n`;
    }
  });
  const early = choosing === '' ? '' : `switch(pc){${choosing}}`;
  return `const pc=${point};${early}if(pc===${thread.points.blocks.length})return;${room}let r=0;switch(pc){\n${simple}}${spent}if(r!==0){out.paths[out.count]=0;out.faults[out.count]=r<0?-r:0;out.count++;}`;
}

/** Source of a `Narrating`. */
export function emitNarration(
  thread: ThreadUnit,
  slots: ThreadSlots,
  point: number,
  context: { readonly memory: Memory; readonly layout: Layout; readonly hooks: Hooks },
): string {
  const { memory, layout, hooks } = context;
  const names = new Constants(layout);
  const region = there(thread.points.regions, point, 'point');
  const from = there(thread.points.blocks, point, 'point');
  const body = emitStep('run', region, from, { ...contextOf(thread, slots, memory, names), hooks });
  const decide = region.decision === null ? null : decisionOf('run');
  return `'use strict';\n${names.declarations()}${body}return{run,decide:${decide}};`;
}
