// SPDX-License-Identifier: MIT
// Which names close what others open: read off the names that a model has.

import { expect, test } from 'vitest';
import { kindOf, partnersOf } from '../../src/lang/partners.ts';

test.each([
  ['lock_page', ['unlock_page', 'lock', 'unlock'], ['unlock_page']],
  ['spin_lock', ['spin_unlock', 'spin_lock'], ['spin_unlock']],
  ['lock_page_killable', ['unlock_page', 'put_page'], ['unlock_page']],
  ['trylock_page', ['unlock_page'], ['unlock_page']],
  ['get_page', ['put_page', 'get_page'], ['put_page']],
  ['folio_try_get', ['folio_put'], ['folio_put']],
  ['down_read', ['up_read', 'up_write'], ['up_read']],
  ['rcu_read_lock', ['rcu_read_unlock'], ['rcu_read_unlock']],
  ['prepare_to_wait', ['finish_wait', 'finish_to_wait'], ['finish_to_wait']],
  // Not a word of its own, and none that the model has.
  ['block', ['unblock'], ['unblock']],
  ['blocked', ['unblocked'], []],
  ['get_page', ['get_page'], []],
])('%s among %j: %j', (name, known, expected) => {
  expect(partnersOf(name, new Set(known), '')).toEqual(expected);
});

test('a comment says it where the name does not', () => {
  expect(partnersOf('pte_map', new Set(['pte_done']), 'Maps it. @partner pte_done')).toEqual(['pte_done']);
  expect(partnersOf('pte_map', new Set(['pte_done']), 'Maps it.')).toEqual([]);
});

test('what a call is for', () => {
  expect(['tlb_flush', 'wake_up', 'smp_mb', 'lock_page', 'put_page', 'wait_on_page', 'store'].map(kindOf)).toEqual([
    'flush',
    'wake',
    'barrier',
    'lock',
    'reference',
    'wait',
    'statement',
  ]);
});
