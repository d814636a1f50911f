// SPDX-License-Identifier: MIT
// What the weak machine (views.ts) keeps of a CPU from one step to the next.

import type { Fields } from './fields.ts';
import type { Beside, MachineData } from './machine.ts';
import type { PackedViews } from './packed-views.ts';
import type { View } from './view.ts';

const always = ['own', 'reads', 'writes', 'seen', 'written', 'carried', 'behind'] as const;
const noreturnViews = ['fenced', 'gotten'] as const;
const atUnlock = ['seenAtUnlock', 'writtenAtUnlock', 'behindAtUnlock'] as const;

type Name = (typeof always)[number] | (typeof noreturnViews)[number] | (typeof atUnlock)[number] | Beside;

/** Of two that make a full barrier, the one that came first. */
export class Half {
  /** Whether it has come: what was known then may be known to all by now. */
  done = false;

  constructor(
    private readonly cpu: Cpu,
    private readonly fence: Beside,
  ) {}

  /** What was seen in front of a barrier that is still to be made, or at the last operation that a barrier may stand behind. */
  get seen(): View {
    return this.cpu.view(this.fence);
  }
}

export class Cpu {
  /** The barrier in front of a section that is full has been made. */
  led = false;
  /** A section has written that is full, and the barrier behind it is still to be made. */
  owes = false;
  done = false;
  readonly beside: Readonly<Record<Beside, Half>> = {
    'before-atomic': new Half(this, 'before-atomic'),
    'after-atomic': new Half(this, 'after-atomic'),
    'after-spinlock': new Half(this, 'after-spinlock'),
  };
  readonly #data: MachineData;
  readonly #fields: Fields;
  readonly #views: PackedViews;
  /** The first of its flags. */
  readonly #flags: number;
  readonly #places = new Map<Name, number>();
  readonly #own: number;
  readonly #reads: number;
  readonly #writes: number;

  constructor(data: MachineData, fields: Fields, views: PackedViews) {
    this.#data = data;
    this.#fields = fields;
    this.#views = views;
    this.#flags = fields.take(1 + (data.apart ? 2 : 0) + data.beside.length, 1);
    const names: readonly Name[] = [
      ...always,
      ...(data.noreturn ? noreturnViews : []),
      ...data.beside,
      ...(data.relocks ? atUnlock : []),
    ];
    for (const name of names) this.#places.set(name, views.take(1));
    [this.#own, this.#reads, this.#writes] = [this.#place('own'), this.#place('reads'), this.#place('writes')];
  }

  begin(states: Int32Array, at: number): void {
    let index = this.#flags;
    const next = (): boolean => this.#fields.read(index++, states, at) !== 0;
    this.done = next();
    [this.led, this.owes] = this.#data.apart ? [next(), next()] : [false, false];
    for (const fence of this.#data.beside) this.beside[fence].done = next();
  }

  end(states: Int32Array, at: number): void {
    let index = this.#flags;
    const next = (is: boolean): void => this.#fields.write(index++, states, at, is ? 1 : 0);
    next(this.done);
    if (this.#data.apart) for (const flag of [this.led, this.owes]) next(flag);
    for (const fence of this.#data.beside) next(this.beside[fence].done);
  }

  /** It makes no step any more. */
  finish(): void {
    this.done = true;
    for (const name of this.#places.keys()) this.view(name).fill(0);
    for (const fence of this.#data.beside) this.beside[fence].done = false;
  }

  /** What it does with a cell is not older than this position. */
  least(cell: number): number {
    const both = Math.min(this.#views.position(this.#reads, cell), this.#views.position(this.#writes, cell));
    return Math.max(this.#views.position(this.#own, cell), both);
  }

  view(name: Name): View {
    return this.#views.of(this.#place(name));
  }

  #place(name: Name): number {
    const place = this.#places.get(name);
    if (place === undefined) throw new Error(`checker bug: a CPU keeps no ${name}`);
    return place;
  }

  /** What it has itself read or written of each cell: what it reads or writes of that cell later is not older. */
  get own(): View {
    return this.#views.of(this.#own);
  }

  /** What all reads may not be older than, and what all writes come behind. */
  get reads(): View {
    return this.#views.of(this.#reads);
  }

  get writes(): View {
    return this.#views.of(this.#writes);
  }

  /** Where a section may be of which nobody gets what it reads, barriers between reads hold it not back, and are not about what it
   *  read: what they add to `reads`, and what all other reads have seen. */
  get fenced(): View {
    return this.view('fenced');
  }

  get gotten(): View {
    return this.view('gotten');
  }

  /** All that was read or written, with what came with it: what a release, or a full barrier, makes known. */
  get seen(): View {
    return this.view('seen');
  }

  /** Its writes, with what came with them: what a barrier between writes makes known. */
  get written(): View {
    return this.view('written');
  }

  /** What comes with the next plain write. */
  get carried(): View {
    return this.view('carried');
  }

  /** What its writes had to come behind. */
  get behind(): View {
    return this.view('behind');
  }

  /** `seen`, `written` and `behind` when it last let a spin lock go. The next one that it takes orders them before what follows. */
  get seenAtUnlock(): View {
    return this.view('seenAtUnlock');
  }

  get writtenAtUnlock(): View {
    return this.view('writtenAtUnlock');
  }

  get behindAtUnlock(): View {
    return this.view('behindAtUnlock');
  }

  setAtUnlock(name: (typeof atUnlock)[number], view: View): void {
    this.#views.set(this.#place(name), view);
  }
}
