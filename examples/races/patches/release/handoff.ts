// SPDX-License-Identifier: MIT
import { smp_load_acquire, smp_store_release, type u8 } from 'faultline';
import type { request } from '../../handoff.ts';

export * from '../../handoff.ts';

export function submit(req: request): void {
  req.size = 3;
  smp_store_release(req.ready, true);
}

export function complete(req: request): u8 {
  if (!smp_load_acquire(req.ready)) return 0;
  return req.size;
}
