// SPDX-License-Identifier: MIT
// The machine of a memory model.

import type { Machine, MachineData } from './machine.ts';
import { StoreBuffers } from './store-buffers.ts';
import { Views } from './views.ts';

export function machineOf(data: MachineData): Machine {
  return data.model === 'tso' ? new StoreBuffers(data) : new Views(data);
}
