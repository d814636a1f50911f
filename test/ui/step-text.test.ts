// SPDX-License-Identifier: MIT
// One step in one line names the call in which it touches memory, not one that its thread gets into or out of afterwards.

import { expect, it } from 'vitest';
import { stepText } from '../../src/report/step-text.ts';
import { failing } from './claims.ts';

it('a lock that is taken is taken in its own function, although the thread goes on into the next one', () => {
  const { story } = failing('examples/fairness/test-and-set-2.ts', 'CPU0 gets the lock');
  expect(story.steps.map(({ events, inside }) => stepText(events, inside))).toMatchInlineSnapshot(`
    [
      {
        "call": null,
        "effects": [
          "lock.held false → true",
          "waited for !lock.held",
        ],
        "where": "tas_lock()",
      },
      {
        "call": null,
        "effects": [
          "lock.held true → false",
        ],
        "where": "tas_unlock()",
      },
    ]
  `);
});
