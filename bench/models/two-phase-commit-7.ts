// SPDX-License-Identifier: MIT
// Ten transitions per state, most of them to a state seen before: what hashing and comparing cost. 296,448 states.

import { scenario } from 'faultline';
import { coordinate, manage, Phase, someone, transaction } from '../../examples/two-phase-commit/protocol.ts';

export default scenario({
  title: 'two-phase commit, seven resource managers',
  thread: 'Jim Gray and Leslie Lamport, Consensus on Transaction Commit, 2006',
  world() {
    return new transaction();
  },
  threads: {
    transaction(w) {
      coordinate(w, 7);
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
    manager3(w) {
      manage(w, 3);
    },
    manager4(w) {
      manage(w, 4);
    },
    manager5(w) {
      manage(w, 5);
    },
    manager6(w) {
      manage(w, 6);
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
      id: 'bench/two-phase-commit-7',
      by: 'Jim Gray, Leslie Lamport',
      property: 'managers agree',
      thread: 'holds',
      expect: 'holds',
    },
  ],
});
