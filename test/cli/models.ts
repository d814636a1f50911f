// SPDX-License-Identifier: MIT
// Small scenario files outside of the package, as users write them.

/** Two threads that add one without a lock: 13 states, and an update can be lost. */
export const increment = (expect: 'holds' | 'fails', id = 'mine/1'): string => `// SPDX-License-Identifier: MIT
import { scenario, type u8 } from 'faultline';

class counter {
  value: u8 = 0;
}

function add(counter: counter): void {
  const read = counter.value;
  counter.value = read + 1;
}

export default scenario({
  title: 'a counter without a lock',
  world() {
    const shared = new counter();
    return { shared };
  },
  threads: {
    CPU0(w) {
      add(w.shared);
    },
    CPU1(w) {
      add(w.shared);
    },
  },
  atEnd: { 'both are counted': (w) => w.shared.value === 2 },
  sometimes: { 'something is counted': (w) => w.shared.value > 0 },
  claims: [{ id: '${id}', by: 'me', property: 'both are counted', thread: 'open', expect: '${expect}' }],
});
`;
