// SPDX-License-Identifier: MIT
// What the next step of a thread would touch in a state, on every path through it: the same code as the step, run on a copy and noting
// its accesses. A step that has to wait looks at what it waits for, so that is an access, too.

import type { Block, Instruction, Pure } from '../code/code.ts';
import type { Region } from '../code/cut-steps.ts';
import type { Layout } from '../code/layout.ts';
import type { Memory } from '../code/memory.ts';
import type { MachineData } from '../ordering/machine.ts';
import { there } from '../there.ts';
import { Constants, choiceRuntime, contextOf, isEnough, type ThreadUnit } from './emit.ts';
import { isContended } from './emit-instructions.ts';
import { emitRegion } from './emit-region.ts';
import { emitSlotRead } from './emit-values.ts';

/** Appends the accesses of the next step: path, number of the cells, element, 1 for a write and 2 for plain, and the CPU whose write
 *  it misses. */
export type Accesses = (thread: number, states: Int32Array, at: number, out: number[]) => void;

/** An access as the code has it. `element` is null where it is known in a run alone. */
export interface Written {
  readonly cells: number;
  readonly element: number | null;
  readonly write: boolean;
  readonly plain: boolean;
}

export function writtenAccesses(region: Region, memory: Memory): readonly Written[] {
  const blocks = new Set([...region.nodes.values()].map(({ block }): Block => block));
  const known = (pure: Pure): number | null => (pure.kind === 'const' ? pure.value : null);
  return [...blocks]
    .flatMap(({ instructions }): readonly Instruction[] => instructions)
    .flatMap((one) =>
      (one.op === 'load' || one.op === 'store') && isContended(one, memory)
        ? [{ cells: one.cells.id, element: known(one.element), write: one.op === 'store', plain: one.plain }]
        : [],
    );
}

/** Source of a module that returns an `Accesses`. */
export function emitAccesses(
  threads: readonly ThreadUnit[],
  memory: Memory,
  layout: Layout,
  data: MachineData | null,
): string {
  const names = new Constants(layout);
  const { words } = layout;
  let body = '';
  const cases = threads.map((thread, t) => {
    const slots = there(layout.threads, t, 'thread');
    const context = { ...contextOf(thread, slots, memory, names), notes: true };
    const points = thread.points.regions.map((region, p) => {
      if (writtenAccesses(region, memory).length === 0) return '';
      body += emitRegion(`t${t}p${p}`, region, there(thread.points.blocks, p, 'point'), context);
      const spent = slots.budget !== null && thread.idle.has(p) ? `if(${emitSlotRead(slots.budget)}===0)return;` : '';
      return `case ${p}:${spent}cn=0;work=0;{let path=0;do{if(${isEnough})return;R.set(S.subarray(o,o+${words}));cp=0;N.length=0;const r=t${t}p${p}(R,0);if(r>0)note(path,out);path++;while(cn>0&&++ch[cn-1]>=lim[cn-1])cn--;}while(cn>0);}return;\n`;
    });
    return `case ${t}:switch(${emitSlotRead(slots.point)}){${points.join('')}}return;\n`;
  });
  const machine = data === null ? '' : `const M=machineOf(${JSON.stringify(data)});\n`;
  const note = 'function note(path,out){for(let i=0;i<N.length;i+=4)out.push(path,N[i],N[i+1],N[i+2],N[i+3]);}\n';
  return `'use strict';\n${machine}const R=new Int32Array(${words}),N=[];\n${choiceRuntime}${note}${names.declarations()}${body}return function(t,S,o,out){switch(t){\n${cases.join('')}}};`;
}
