// SPDX-License-Identifier: MIT
// Deliberate breaks of the checker, one place each. second.test.ts sees to it that the places are there.

/** `by: 'memory'`: for the programs of test/memory, whose answers the axioms know.
 *  @type {readonly { readonly name: string, readonly file: string, readonly from: string, readonly to: string, readonly by?: 'memory' }[]} */
export const mutants = [
  {
    name: 'a write of the constant 3 is dropped',
    file: 'src/compile/emit/emit-instructions.ts',
    from: 'return told + compiled + emitStore(item.cells, pure(item.element), value, names) + noted;',
    to: "return value === '3' ? told : told + compiled + emitStore(item.cells, pure(item.element), value, names) + noted;",
  },
  {
    name: 'what a branch reads does not keep a local alive',
    file: 'src/compile/code/liveness.ts',
    from: 'endingUses(block, use);',
    to: '',
  },
  {
    name: 'the upper end of a range is one too high',
    file: 'src/compile/lower/builder.ts',
    from: "binary('<=', value.pure, constant(type.max))",
    to: "binary('<=', value.pure, constant(type.max + 1))",
  },
  {
    name: 'freed memory may be touched',
    file: 'src/compile/lower/lower-access.ts',
    from: "builder.check(live, 'freed',",
    to: "builder.check(constant(1) as Pure, 'freed',",
  },
  {
    name: 'alloc does not set fields to their initial values',
    file: 'src/compile/emit/emit-instructions.ts',
    from: 'this.fill(cells, object, String(cells.fresh))',
    to: "this.fill(cells, object, '0')",
  },
  {
    name: 'a choice is made before the step that it belongs to',
    file: 'src/compile/code/cut-steps.ts',
    from: 'if (from.touched || (choice !== null && from.chosen.includes(choice)))',
    to: 'if ((from.touched && choice === null) || (choice !== null && from.chosen.includes(choice)))',
  },
  {
    name: 'a patch replaces nothing',
    file: 'src/compile/link/link.ts',
    from: 'const layer = layers.find(',
    to: 'const layer = [...layers].reverse().find(',
  },
  {
    name: 'the reduction takes every step for invisible',
    file: 'src/explore/reduction.ts',
    from: '!this.observed.some((reads) => intersects(writes, reads))',
    to: 'this.observed.length >= 0 || intersects(writes, writes)',
  },
  {
    name: 'what only the judged property reads is cleared',
    file: 'src/explore/clearing.ts',
    from: 'const judged = [always, atEnd, ...examples].flatMap(',
    to: 'const judged = [atEnd, ...examples].flatMap(',
  },
  {
    name: 'the first thread is forgotten when memory is cleared',
    file: 'src/explore/clearing.ts',
    from: 'for (let thread = 0; thread < starts.length; thread++)',
    to: 'for (let thread = 1; thread < starts.length; thread++)',
  },
  {
    name: 'memory that a daemon reads in its next round is dead in this one',
    file: 'src/compile/emit/live-memory.ts',
    from: "block.ending.kind === 'end' && role !== 'thread' ? [entry] : successorsOf(block)",
    to: "block.ending.kind === 'end' && role === 'thread' ? [entry] : successorsOf(block)",
  },
  {
    name: 'the reduction forgets threads that come earlier',
    file: 'src/explore/reduction.ts',
    from: 'if (u !== t && !this.isIndependent(t, u))',
    to: 'if (u > t && !this.isIndependent(t, u))',
  },
  {
    name: 'an environment in the middle of something does not keep a run from its end',
    file: 'src/explore/rest.ts',
    from: "} else if (standing === 'running') inFlight = true;",
    to: "} else if (standing === 'running' && threads[t].role === 'daemon') inFlight = true;",
  },
  {
    name: 'an environment in the middle of something is owed nothing in a deadlock',
    file: 'src/explore/rest.ts',
    from: "threads[t]!.role !== 'environment' || program.standing(t, states, at) !== 'idle'",
    to: "threads[t]!.role !== 'environment'",
  },
  {
    name: 'an environment in the middle of something is owed nothing in a loop',
    file: 'src/explore/fairness.ts',
    from: "role === 'environment' && graph.standing(thread, id) === 'idle'",
    to: "role === 'environment'",
  },
  {
    name: 'who waits does not look at what it waits for',
    file: 'src/compile/emit/emit-instructions.ts',
    from: 'this.context.notes === true && !activation.gate ? 2 : 0',
    to: '0',
  },
  {
    name: 'sections race with each other',
    file: 'src/compile/tell/races.ts',
    from: 'if (kinds === 3)',
    to: 'if (kinds !== 0)',
  },
  {
    name: 'what a thread may read is known of its first point alone when memory is cleared',
    file: 'src/explore/clearing.ts',
    from: 'const row = starts[thread]! + program.point(thread, states, offset) * width;',
    to: 'const row = starts[thread]!;',
  },
  {
    name: 'who cannot step somewhere in a loop is owed a step all the same',
    file: 'src/explore/fairness.ts',
    from: 'if (isExcused(graph, t, id)) {\n        treated[t] = true;',
    to: 'if (isExcused(graph, t, id)) {',
  },
  {
    name: 'a leadsTo takes every loop for a fair one',
    file: 'src/explore/leads-to.ts',
    from: 'cyclesOf(graph, component, among).fair ? walkFairly',
    to: 'cyclesOf(graph, component, among) ? walkFairly',
  },
  {
    name: 'a leadsTo looks for loops without steps of the environment only',
    file: 'src/explore/leads-to.ts',
    from: '? [inside, any] : [any]',
    to: '? [inside] : [any]',
  },
  {
    name: 'two threads lose a successor of each batch',
    file: 'src/explore/member.ts',
    from: 'const claimed = this.insertAll(from, to);',
    to: 'const claimed = this.insertAll(from, to > from + 7 ? to - 1 : to);',
  },
  {
    name: 'weak: a barrier for writes orders nothing',
    file: 'src/compile/ordering/views.ts',
    from: 'join(mine.carried, mine.own);\n      join(mine.writes, mine.behind);',
    to: '',
    by: 'memory',
  },
  {
    name: 'weak: a barrier for reads orders nothing',
    file: 'src/compile/ordering/views.ts',
    from: 'join(this.#data.noreturn ? mine.fenced : mine.reads, mine.seen);',
    to: 'join(mine.reads, mine.reads);',
    by: 'memory',
  },
  {
    name: 'weak: a full barrier does not order later reads',
    file: 'src/compile/ordering/views.ts',
    from: 'join(mine.reads, mine.behind);',
    to: '',
    by: 'memory',
  },
  {
    name: 'tso: a full barrier does not wait for the store buffer',
    file: 'src/compile/ordering/store-buffers.ts',
    from: "return fence !== 'all' || this.#buffer.length === 0;",
    to: "return fence !== 'all' || this.#buffer.length >= 0;",
    by: 'memory',
  },
];
