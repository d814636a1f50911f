// SPDX-License-Identifier: MIT
import { assert, READ_ONCE, type u8, WRITE_ONCE } from 'faultline';
import type { mailbox } from '../../mailbox.ts';

export * from '../../mailbox.ts';

export function post(box: mailbox, letter: u8): void {
  WRITE_ONCE(box.letter, letter);
  WRITE_ONCE(box.full, true);
}

export function collect(box: mailbox): u8 {
  if (!READ_ONCE(box.full)) return 0;
  const letter = READ_ONCE(box.letter);
  assert(letter !== 0, 'an empty letter');
  return letter;
}
