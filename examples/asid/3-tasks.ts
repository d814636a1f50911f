// SPDX-License-Identifier: MIT
// The tasks are interchangeable: nobody can tell which is which.

import { scenario } from 'faultline';
import { allocator, cpu, mm_struct, run_task } from './allocator.ts';

export default scenario({
  title: 'three tasks, two CPUs, three numbers for their address spaces',
  thread: 'arch/arm64/mm/context.c of v6.0, read',
  world() {
    return { a: new allocator(new cpu(), new cpu()), mm0: new mm_struct(), mm1: new mm_struct(), mm2: new mm_struct() };
  },
  threads: {
    task0(w) {
      run_task(w.a, w.mm0);
    },
    task1(w) {
      run_task(w.a, w.mm1);
    },
    task2(w) {
      run_task(w.a, w.mm2);
    },
  },
  sometimes: {
    'a second generation begins': (w) => w.a.generation === 2,
    'both CPUs run': (w) => w.a.cpu0.running !== null && w.a.cpu1.running !== null,
  },
  claims: [{ id: 'example/asid-3', by: 'us', thread: 'holds', property: 'ASSERTS', expect: 'holds' }],
});
