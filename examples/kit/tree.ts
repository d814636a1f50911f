// SPDX-License-Identifier: MIT
// A tree that one changes under a lock, while another one looks without: he looks again when the sequence has changed, and falls
// back to the lock. What is in the tree all the time is found all the time.

import { type bool, scenario, type u8 } from 'faultline';
import { read_seqbegin, read_seqretry, seqlock_t, write_seqlock, write_sequnlock } from 'faultline/kit/seqlock.ts';
import { tree, tree_add, tree_erase, tree_find } from 'faultline/kit/tree.ts';

class space {
  readonly seqlock: seqlock_t = new seqlock_t();
  readonly tree: tree = new tree();
  missed: bool = false;
  again: u8 = 0;
}

export default scenario({
  title: 'a tree: a walk without a lock between two looks at the sequence',
  world() {
    const space0 = new space();
    tree_add(space0.tree, 3);
    tree_add(space0.tree, 1);
    tree_add(space0.tree, 6);
    tree_add(space0.tree, 5);
    return { space: space0 };
  },
  threads: {
    'CPU0 erase'(w) {
      write_seqlock(w.space.seqlock);
      // 5 takes its place.
      tree_erase(w.space.tree, 3);
      write_sequnlock(w.space.seqlock);
    },
    'CPU1 find'(w) {
      for (;;) {
        const start = read_seqbegin(w.space.seqlock);
        const found = tree_find(w.space.tree, 5);
        if (found === 5) break;
        if (!read_seqretry(w.space.seqlock, start)) {
          w.space.missed = true;
          break;
        }
        w.space.again++;
      }
    },
  },
  always: {
    'what is there is found': (w) => !w.space.missed,
  },
  atEnd: {
    'the tree is what it should be': (w) =>
      w.space.tree.root === 5 &&
      w.space.tree.left[5] === 1 &&
      w.space.tree.right[5] === 6 &&
      w.space.tree.left[6] === 0,
  },
  sometimes: {
    'a walk misses it, and looks again': (w) => w.space.again === 1,
  },
  claims: [
    { id: 'kit/tree', by: 'the kit', property: 'what is there is found', thread: 'derived', expect: 'holds' },
    { id: 'kit/tree', by: 'the kit', property: 'the tree is what it should be', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/tree',
      by: 'the kit',
      variant: '+no-retry',
      property: 'what is there is found',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
