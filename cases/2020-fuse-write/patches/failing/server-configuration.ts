// SPDX-License-Identifier: GPL-2.0-only
// A server that may refuse a WRITE: a full disk, a quota, a lost connection to its own storage. Nothing of it is applied
// then, and the reply is an error.

import { type bool, maybe } from 'faultline';

export * from '../../server-configuration.ts';

/** It may. */
export function write_fails(): bool {
  return maybe();
}
