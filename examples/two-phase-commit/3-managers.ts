// SPDX-License-Identifier: MIT
// 288 states and 1,146 generated: TLC's and stateright's numbers too.

import { scenario } from 'faultline';
import { coordinate, manage, Phase, someone, transaction } from './protocol.ts';

export default scenario({
  title: 'two-phase commit, three resource managers',
  thread: 'Jim Gray and Leslie Lamport, Consensus on Transaction Commit, 2006',
  world() {
    return new transaction();
  },
  threads: {
    transaction(w) {
      coordinate(w, 3);
    },
    manager0(w) {
      manage(w, 0);
    },
    manager1(w) {
      manage(w, 1);
    },
    manager2(w) {
      manage(w, 2);
    },
  },
  always: {
    'managers agree': (w) => !(someone(w, Phase.committed) && someone(w, Phase.aborted)),
  },
  sometimes: {
    'a transaction is committed': (w) => someone(w, Phase.committed),
    'a transaction is aborted': (w) => someone(w, Phase.aborted),
  },
  claims: [
    {
      id: 'example/two-phase-commit-3',
      by: 'Jim Gray, Leslie Lamport',
      thread: 'holds',
      property: 'managers agree',
      expect: 'holds',
    },
  ],
});
