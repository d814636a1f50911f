// SPDX-License-Identifier: MIT
// The buffer that a Program's steps write their successors into. It grows; it is never shared between searches.

import type { Successors } from '../compile/program.ts';
import { Meter } from './memory.ts';

export class SuccessorBuffer implements Successors {
  count = 0;
  work = 0;
  words: Int32Array;
  paths: Int32Array;
  faults: Int32Array;

  constructor(
    private readonly stride: number,
    private readonly meter = new Meter(Infinity),
    room = 64,
  ) {
    this.words = meter.int32(room * stride);
    this.paths = meter.int32(room);
    this.faults = meter.int32(room);
  }

  grow(): void {
    const room = this.paths.length * 2;
    this.words = this.meter.longer(this.words, room * this.stride);
    this.paths = this.meter.longer(this.paths, room);
    this.faults = this.meter.longer(this.faults, room);
  }

  /** Only of states: what is no state is left out before anybody asks for the way to it. */
  move(from: number, to: number): void {
    this.words.copyWithin(this.at(to), this.at(from), this.at(from + 1));
    this.faults[to] = 0;
  }

  /** Where the words of successor i begin. */
  at(i: number): number {
    return i * this.stride;
  }
}
