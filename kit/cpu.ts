// SPDX-License-Identifier: MIT
// One CPU that several bodies share: tasks, a softirq, an interrupt handler. Each of them is a body of the scenario, and only
// one of them may take steps at a time. Who takes the CPU says so in `cpu_t`; who is off it is kept by `when`:
//
//   threads:     { 'CPU0 task': { when: (w) => task_runs(w.cpu0), run(w) { … } } }
//   environment: { 'CPU0 irq':  { steps: 4, run(w) { irq_enter(w.cpu0); … irq_exit(w.cpu0); } } }
//
// Stands for: local_irq_*(), local_bh_*() and preempt_*() (include/linux/irqflags.h, bottom_half.h, preempt.h; v6.12 and v6.18), and
// for what the processor and the scheduler do with them. Tasks with preemption and interrupts on are switched at any step.
// None of this orders memory: what a CPU knows of itself is no memory that others see. Bodies of one CPU share its store buffer, or what
// it has seen, where their names begin with the CPU's.
// Leaves out: nested interrupts, NMIs, migration to another CPU, priorities, and the warning about who sleeps with preemption
// off: he keeps the CPU, so that what he waits for may never come.

import { assert, atomically, type bool, type instant, type int, self, waitUntil } from 'faultline';

export class cpu_t {
  /** The flag of the processor. A handler runs with it set. */
  irqs_disabled: instant<bool> = false;
  in_irq: instant<bool> = false;
  in_softirq: instant<bool> = false;
  /** How often local_bh_disable() was called and not taken back. */
  bh_count: instant<int<0, 7>> = 0;
  preempt_count: instant<int<0, 7>> = 0;
  /** The task that cannot be switched away from, while there is one. */
  current: instant<int<0, 15>> = 0;
}

/** For `when` of a task. */
export function task_runs(cpu: cpu_t): bool {
  if (cpu.in_irq || cpu.in_softirq) return false;
  const free = cpu.preempt_count === 0 && cpu.bh_count === 0 && !cpu.irqs_disabled;
  return free || cpu.current === self();
}

/** For `when` of what runs between softirq_enter() and softirq_exit(). */
export function softirq_runs(cpu: cpu_t): bool {
  return !cpu.in_irq;
}

/** An interrupt takes the CPU from whoever runs there, once it is let in.
 *  @linux kernel/softirq.c irq_enter (v6.12), custom: with what the processor does; one interrupt at a time */
export function irq_enter(cpu: cpu_t): void {
  atomically(() => {
    waitUntil(() => !cpu.irqs_disabled && !cpu.in_irq);
    cpu.irqs_disabled = true;
    cpu.in_irq = true;
  });
}

/** Back to whoever was interrupted.
 *  @linux kernel/softirq.c irq_exit (v6.12), custom: with what the processor does; softirqs begin by themselves */
export function irq_exit(cpu: cpu_t): void {
  atomically(() => {
    cpu.in_irq = false;
    cpu.irqs_disabled = false;
  });
}

/** A softirq takes the CPU from the task. It begins when there is something to do for it, so that this and what it waits for
 *  are one step: `atomically(() => { softirq_enter(cpu); expire_timer(timer); })`.
 *  @linux kernel/softirq.c handle_softirqs (v6.12), custom, name ours: one softirq at a time, at any moment when it may */
export function softirq_enter(cpu: cpu_t): void {
  atomically(() => {
    waitUntil(() => !cpu.irqs_disabled && !cpu.in_irq && !cpu.in_softirq && cpu.bh_count === 0);
    cpu.in_softirq = true;
  });
}

/** @linux kernel/softirq.c handle_softirqs (v6.12), custom, name ours: its end */
export function softirq_exit(cpu: cpu_t): void {
  atomically(() => {
    cpu.in_softirq = false;
  });
}

/** @linux include/linux/irqflags.h local_irq_disable (v6.12), dup */
export function local_irq_disable(cpu: cpu_t): void {
  atomically(() => {
    keep(cpu);
    cpu.irqs_disabled = true;
  });
}

/** @linux include/linux/irqflags.h local_irq_enable (v6.12), dup */
export function local_irq_enable(cpu: cpu_t): void {
  atomically(() => {
    cpu.irqs_disabled = false;
  });
}

/** Interrupts off; what they were is what local_irq_restore() takes.
 *  @linux include/linux/irqflags.h local_irq_save (v6.12), custom: one flag */
export function local_irq_save(cpu: cpu_t): bool {
  return atomically(() => {
    const flags = cpu.irqs_disabled;
    keep(cpu);
    cpu.irqs_disabled = true;
    return flags;
  });
}

/** @linux include/linux/irqflags.h local_irq_restore (v6.12), custom: one flag */
export function local_irq_restore(cpu: cpu_t, flags: bool): void {
  atomically(() => {
    cpu.irqs_disabled = flags;
  });
}

/** No softirq of this CPU until local_bh_enable().
 *  @linux include/linux/bottom_half.h local_bh_disable (v6.12), dup */
export function local_bh_disable(cpu: cpu_t): void {
  atomically(() => {
    keep(cpu);
    cpu.bh_count++;
  });
}

/** With interrupts off it breaks the run: the kernel warns, may run softirqs here, and lets interrupts in while it does.
 *  @linux include/linux/bottom_half.h local_bh_enable (v6.12), custom: softirqs begin by themselves */
export function local_bh_enable(cpu: cpu_t): void {
  atomically(() => {
    assert(cpu.bh_count > 0, 'local_bh_enable() without local_bh_disable()');
    assert(!cpu.irqs_disabled, 'local_bh_enable() with interrupts off');
    cpu.bh_count--;
  });
}

/** No other task of this CPU until preempt_enable().
 *  @linux include/linux/preempt.h preempt_disable (v6.12), dup */
export function preempt_disable(cpu: cpu_t): void {
  atomically(() => {
    keep(cpu);
    cpu.preempt_count++;
  });
}

/** @linux include/linux/preempt.h preempt_enable (v6.12), custom: who runs next is anybody */
export function preempt_enable(cpu: cpu_t): void {
  atomically(() => {
    assert(cpu.preempt_count > 0, 'preempt_enable() without preempt_disable()');
    cpu.preempt_count--;
  });
}

/** Whoever runs stays. A handler may call this too, above a task that stays: then that is who is meant afterwards. */
function keep(cpu: cpu_t): void {
  const free = cpu.preempt_count === 0 && cpu.bh_count === 0 && !cpu.irqs_disabled;
  if (free && cpu.current !== self()) cpu.current = self();
}
