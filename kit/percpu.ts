// SPDX-License-Identifier: MIT
// A number on each CPU. Each is changed on its own CPU in one instruction; who adds them up reads one after the other.
//
// Stands for: this_cpu_*() and per_cpu() (include/linux/percpu-defs.h, v6.12), for a variable that is a number.
// Nothing is ordered by it, and no other CPU is kept out: who changes the number of a CPU has to be a body of that CPU.
// Leaves out: what a thread does when it is moved to another CPU between reading cpu() and using it. A model says on which
// CPU somebody is; with two tasks on a CPU, __this_cpu_inc() is the one that can be torn.

import { array, atomically, type i16, type u8 } from 'faultline';

export const NR_CPUS = 4;

export class per_cpu {
  readonly on: array<i16, typeof NR_CPUS> = array(NR_CPUS, 0);
}

/** One instruction.
 *  @linux include/linux/percpu-defs.h this_cpu_add (v6.12), custom: the CPU is a parameter */
export function this_cpu_add(v: per_cpu, n: i16, cpu: u8): void {
  atomically(() => {
    v.on[cpu] += n;
  }, 'local');
}

/** @linux include/linux/percpu-defs.h this_cpu_inc (v6.12), custom: the CPU is a parameter */
export function this_cpu_inc(v: per_cpu, cpu: u8): void {
  this_cpu_add(v, 1, cpu);
}

/** @linux include/linux/percpu-defs.h this_cpu_dec (v6.12), custom: the CPU is a parameter */
export function this_cpu_dec(v: per_cpu, cpu: u8): void {
  this_cpu_add(v, -1, cpu);
}

/** A read and a write: for who cannot be interrupted on this CPU.
 *  @linux include/linux/percpu-defs.h __this_cpu_inc (v6.12), custom: the CPU is a parameter */
export function __this_cpu_inc(v: per_cpu, cpu: u8): void {
  v.on[cpu]++;
}

/** @linux include/linux/percpu-defs.h this_cpu_read (v6.12), custom: the CPU is a parameter */
export function this_cpu_read(v: per_cpu, cpu: u8): i16 {
  return v.on[cpu];
}

/** The sum of all CPUs, read one by one: while they change it may be one that there never was.
 *  @linux kernel/locking/percpu-rwsem.c per_cpu_sum (v6.12), dup */
export function per_cpu_sum(v: per_cpu): i16 {
  let sum: i16 = 0;
  for (let cpu: u8 = 0; cpu < NR_CPUS; cpu++) sum += v.on[cpu];
  return sum;
}
