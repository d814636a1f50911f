// SPDX-License-Identifier: MIT
import type { u8 } from 'faultline';
import { spin_lock, spin_unlock } from 'faultline/kit/spinlock.ts';
import type { request } from '../../handoff.ts';

export * from '../../handoff.ts';

export function submit(req: request): void {
  spin_lock(req.lock);
  req.size = 3;
  req.ready = true;
  spin_unlock(req.lock);
}

export function complete(req: request): u8 {
  spin_lock(req.lock);
  const size: u8 = req.ready ? req.size : 0;
  spin_unlock(req.lock);
  return size;
}
