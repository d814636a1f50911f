// SPDX-License-Identifier: MIT
// One thread while it takes one step. A thread is stored as the answers that it has got since its body began: to take a
// step, its body runs from the top, is given the old answers until it stands where it stood, and goes on from there with
// real memory. So a step is nothing but what the code does between two stops, and no stack is ever copied.
//
// What a step is stands in stop(): it begins at a touch or a choice, contains one touch, and ends where the next touch
// or choice would begin; or it makes its choices and no more, where what was chosen has to wait.

import type { FunctionCode } from './code.ts';
import type { Memory } from './memory.ts';
import { Paused } from './trouble.ts';
import { type ClassShape, fit } from './types.ts';
import { copyOf, type Items, present, print, Ref, Struct, type Value } from './values.ts';

interface Frame {
  readonly locals: Value[];
  /** The place of the call. */
  readonly site: number;
}

/** What a thread has been told since its body began, and how many touches and choices that were. */
export interface Past {
  readonly answers: readonly Value[];
  readonly stops: number;
  /** Whether it has done nothing but choose what has to wait. */
  readonly top: boolean;
}

export const BEGINNING: Past = { answers: [], stops: 0, top: true };

export interface RunOptions {
  readonly memory: Memory;
  readonly self: number;
  /** Left out where nobody runs: world(), properties. */
  readonly cpu?: number;
  /** Whether `warn` is judged. */
  readonly warnings: boolean;
  readonly past: Past;
  /** `start`: up to the first stop. `step`: one step from there. `whole`: no stops, as in world() and in properties. */
  readonly mode: 'start' | 'step' | 'whole';
  /** Whether a step that begins with a choice ends in front of its touch. */
  readonly decides?: boolean;
  /** Which way the choices of this step go; 0 where the list is too short. */
  readonly choices: readonly number[];
  /** In world(), which makes shared objects: where they are noted, by class, with those that are set aside. */
  readonly pools?: Map<ClassShape, Ref[]>;
}

/** What a step did to a part of memory that threads share. */
export interface Touch {
  readonly place: string;
  readonly write: boolean;
  /** Outside of a section and of the condition of a wait. */
  readonly plain: boolean;
}

export class Runner {
  memory: Memory;
  readonly self: number;
  readonly cpu: number;
  readonly warnings: boolean;
  readonly answers: Value[];
  /** Ways of each choice that was met. */
  readonly limits: number[] = [];
  /** Values that wait for the end of the expression around them. */
  readonly held: Value[] = [];
  /** Above 0, nothing stops: the code is inside a step. */
  inside: number;
  stops = 0;
  /** Each once: a loop that does not end makes a hundred thousand. */
  readonly touches = new Map<string, Touch>();
  readonly pools: Map<ClassShape, Ref[]> | null;
  private readonly frames: Frame[] = [];
  private readonly past: Past;
  private readonly choices: readonly number[];
  private answered = 0;
  private live: boolean;
  private touched: boolean;
  private readonly decides: boolean;
  private readonly chosen = new Set<string>();

  constructor(options: RunOptions) {
    const { memory, self, warnings, past, mode, choices } = options;
    this.memory = memory;
    this.self = self;
    this.cpu = options.cpu ?? 0;
    this.warnings = warnings;
    this.past = past;
    this.answers = [...past.answers];
    this.choices = choices;
    this.pools = options.pools ?? null;
    this.inside = mode === 'whole' ? 1 : 0;
    this.live = mode !== 'step';
    this.touched = mode === 'start';
    this.decides = options.decides ?? false;
  }

  /** Called before every touch, and before every choice that is not inside a step. */
  stop(kind: 'touch' | 'choice', site: number): void {
    if (this.inside > 0) return;
    if (!this.live && this.stops < this.past.stops) {
      this.stops++;
      return;
    }
    this.live = true;
    const point = `${this.frames.map((frame) => frame.site).join()}/${site}`;
    // A choice costs no step, but coming to the same one again without a touch between would be a loop without a step.
    const isLast = kind === 'choice' ? this.chosen.has(point) : this.decides && this.hasChosen;
    if (this.touched || isLast) throw new Paused(this.position(site), point);
    if (kind === 'touch') this.touched = true;
    else this.chosen.add(point);
    this.stops++;
  }

  /** Whether the step has begun with a choice. */
  get hasChosen(): boolean {
    return this.chosen.size > 0;
  }

  /** What the code is told: by real memory, or again what it was told then. */
  ask(answer: () => Value): Value {
    if (!this.live) return this.answers[this.answered++];
    const value = answer();
    this.answers.push(value);
    return value;
  }

  /** Notes what the step does to real memory. */
  noteTouch(object: Ref, field: { readonly slot: number; readonly ghost: boolean }, write: boolean, index = 0): void {
    if (!this.live || field.ghost) return;
    const touch = { place: `${object.index} ${field.slot} ${index}`, write, plain: this.inside === 0 };
    this.touches.set(`${touch.place} ${write} ${touch.plain}`, touch);
  }

  /** Changes real memory; what happened in earlier steps has happened. */
  change(how: (memory: Memory) => void): void {
    if (this.live) how(this.memory);
  }

  /** Whether memory is the real one. */
  get isLive(): boolean {
    return this.live;
  }

  choose(ways: number): Value {
    return this.ask(() => {
      this.limits.push(ways);
      return this.choices[this.limits.length - 1] ?? 0;
    });
  }

  get locals(): Value[] {
    return present(this.frames[this.frames.length - 1], 'call').locals;
  }

  call(code: FunctionCode, args: readonly Value[], call: { site: number; line: number }): Value {
    const locals: Value[] = new Array<Value>(code.slots).fill(undefined);
    code.parameters.forEach((type, i) => {
      locals[i] = fit(args[i], type, call.line);
    });
    this.frames.push({ locals, site: call.site });
    const jump = code.body(this);
    this.frames.pop();
    return jump?.kind === 'return' ? fit(jump.value, code.result, jump.line) : undefined;
  }

  /** `new`: in world() a shared object, elsewhere a structure of this call. */
  make(shape: ClassShape, args: readonly Value[], line: number): Value {
    const fields = shape.fields.map(({ initial, parameter, type }) => {
      const given = args[parameter];
      const value = given === undefined ? initial?.().run(this) : given;
      return fit(copyOf(value), type, line);
    });
    if (this.pools === null) return new Struct(shape, fields);
    this.memory.add(fields);
    const ref = new Ref(this.memory.size - 1, shape);
    this.pools.set(shape, [...(this.pools.get(shape) ?? []), ref]);
    return ref;
  }

  /** Everything that decides how it goes on, where it is asked at the same place of the code; null: old answers do. */
  standing(): string | null {
    if (!this.live) return null;
    const ahead = Math.max(0, this.choices.length - this.limits.length);
    return `${this.memory.text()} ${this.position(ahead)}`;
  }

  private position(site: number): string {
    const seen: (Struct | Items)[] = [];
    const frames = this.frames.map(
      (frame) => `${frame.site}(${frame.locals.map((value) => print(value, seen)).join()})`,
    );
    return `${frames.join('')}${site}[${this.held.map((value) => print(value, seen)).join()}]`;
  }
}
