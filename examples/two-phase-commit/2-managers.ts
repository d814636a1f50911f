// SPDX-License-Identifier: MIT
// 56 states.

import { scenario } from 'faultline';
import { coordinate, manage, Phase, someone, transaction } from './protocol.ts';

export default scenario({
  title: 'two-phase commit, two resource managers',
  thread: 'Jim Gray and Leslie Lamport, Consensus on Transaction Commit, 2006',
  world() {
    return new transaction();
  },
  threads: {
    transaction(w) {
      coordinate(w, 2);
    },
    manager0(w) {
      manage(w, 0);
    },
    manager1(w) {
      manage(w, 1);
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
      id: 'example/two-phase-commit-2',
      by: 'Jim Gray, Leslie Lamport',
      thread: 'holds',
      property: 'managers agree',
      expect: 'holds',
    },
  ],
});
