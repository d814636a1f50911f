// SPDX-License-Identifier: MIT
// npm run fuzz:mutants: breaks the checker on purpose, one place at a time and in memory only, and counts how many random
// programs it takes until the second interpreter and the checker differ. A break that is not found is a hole in the
// fuzzer: exit status 1.

import { load } from './bundle.mjs';

/** Programs that a break may take. */
const PROGRAMS = 1000;

const mutants = [
  {
    name: 'a write of the constant 3 is dropped',
    file: 'src/compile/emit/emit-region.ts',
    from: 'return told + emitStore(item.cells, pure(item.element), value, names);',
    to: "return value === '3' ? told : told + emitStore(item.cells, pure(item.element), value, names);",
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
    file: 'src/compile/emit/emit-region.ts',
    from: 'this.fill(cells, object, String(cells.fresh))',
    to: "this.fill(cells, object, '0')",
  },
  {
    name: 'a choice is made before the step that it belongs to',
    file: 'src/compile/code/cut-steps.ts',
    from: "if (from.touched || (kind === 'choose' && from.chosen.includes(to.id)))",
    to: "if ((from.touched && kind !== 'choose') || (kind === 'choose' && from.chosen.includes(to.id)))",
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
    from: "threads[t].role !== 'environment' || program.standing(t, states, at) !== 'idle'",
    to: "threads[t].role !== 'environment'",
  },
  {
    name: 'an environment in the middle of something is owed nothing in a loop',
    file: 'src/explore/fairness.ts',
    from: "role === 'environment' && graph.standing(thread, id) === 'idle'",
    to: "role === 'environment'",
  },
];

const asked = process.argv.slice(2).join(' ');
let missed = 0;
for (const mutant of mutants.filter(({ name }) => name.includes(asked))) {
  const { main } = await load(mutant);
  let said = '';
  const status = main(['--programs', String(PROGRAMS), '--no-shrink'], (text) => {
    said += text;
  });
  const [, seed, difference] = /^seed (\d+): (.*)/.exec(said) ?? [];
  if (status === 0) missed++;
  const found = seed === undefined ? `not in ${PROGRAMS} programs` : `program ${seed}`;
  process.stdout.write(`${mutant.name.padEnd(78)} ${found.padEnd(14)} ${(difference ?? '').slice(0, 120)}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
