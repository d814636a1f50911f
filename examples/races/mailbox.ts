// SPDX-License-Identifier: MIT
// A letter and a flag, in plain accesses. As the code stands, who sees the flag sees the letter. A compiler may write the letter behind
// the flag, and read it in front of the flag: `faultline check examples/races/mailbox.ts --compiler`. Marked accesses stay where they are.

import { assert, type bool, scenario, type u8 } from 'faultline';

export class mailbox {
  letter: u8 = 0;
  full: bool = false;
}

export function post(box: mailbox, letter: u8): void {
  box.letter = letter;
  box.full = true;
}

/** 0: there is none. */
export function collect(box: mailbox): u8 {
  if (!box.full) return 0;
  const letter = box.letter;
  assert(letter !== 0, 'an empty letter');
  return letter;
}

class result {
  letter: u8 = 0;
}

export default scenario({
  title: 'a letter is posted while somebody looks into the box',
  world() {
    return { box: new mailbox(), result: new result() };
  },
  threads: {
    CPU0(w) {
      post(w.box, 5);
    },
    CPU1(w) {
      w.result.letter = collect(w.box);
    },
  },
  sometimes: { 'the letter is collected': (w) => w.result.letter === 5 },
  claims: [
    {
      id: 'example/mailbox',
      by: 'us',
      property: 'ASSERTS',
      thread: 'derived',
      expect: { '': 'holds', '+marked': 'holds' },
    },
  ],
});
