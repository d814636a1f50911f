// SPDX-License-Identifier: MIT
// drivers/bluetooth/btusb.c, 4.3: the lock of a frame that is being put together was taken in the completion of an URB, in hard
// interrupt context, and by a work item with interrupts on.

import type { u8 } from 'faultline';
import { type cpu_t, irq_enter, irq_exit } from 'faultline/kit/cpu.ts';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/kit/spinlock.ts';

export class btusb_data {
  readonly rxlock: spinlock_t = new spinlock_t();
  /** Bytes so far. */
  evt_skb: u8 = 0;
}

/** The completion of an URB. */
export function btusb_intr_complete(data: btusb_data, cpu: cpu_t): void {
  irq_enter(cpu);
  spin_lock(data.rxlock);
  data.evt_skb++;
  spin_unlock(data.rxlock);
  irq_exit(cpu);
}

export function btusb_work(data: btusb_data, _cpu: cpu_t): void {
  spin_lock(data.rxlock);
  data.evt_skb++;
  spin_unlock(data.rxlock);
}
