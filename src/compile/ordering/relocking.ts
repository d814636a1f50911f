// SPDX-License-Identifier: MIT
// A CPU that lets a spin lock go and takes one again: what comes before the unlock is ordered with what comes behind the lock.

import { there } from '../there.ts';
import type { Cpu } from './cpu.ts';
import { join } from './view.ts';

/** What comes before the unlock, and not the unlock itself. */
export function lettingGo(cpu: Cpu): void {
  cpu.setAtUnlock('seenAtUnlock', [...cpu.seen]);
  cpu.setAtUnlock('writtenAtUnlock', [...cpu.written]);
  cpu.setAtUnlock('behindAtUnlock', [...cpu.behind]);
}

/** As behind a barrier of reads and one of writes that stood in front of the unlock; writes come behind reads as well. */
export function lockedAgain(cpu: Cpu): void {
  join(cpu.reads, cpu.seenAtUnlock);
  join(cpu.writes, cpu.seenAtUnlock);
  join(cpu.writes, cpu.behindAtUnlock);
  join(cpu.carried, cpu.writtenAtUnlock);
}

/** What would add nothing to what is known by now: equal states are equal. */
export function forgetUnlock({ reads, writes, carried, seenAtUnlock, writtenAtUnlock, behindAtUnlock }: Cpu): void {
  for (let cell = 0; cell < reads.length; cell++) {
    const [read, written] = [there(reads, cell, 'cell'), there(writes, cell, 'cell')];
    if (there(seenAtUnlock, cell, 'cell') <= Math.min(read, written)) seenAtUnlock[cell] = 0;
    if (there(behindAtUnlock, cell, 'cell') <= written) behindAtUnlock[cell] = 0;
    if (there(writtenAtUnlock, cell, 'cell') <= there(carried, cell, 'cell')) writtenAtUnlock[cell] = 0;
  }
}
