// SPDX-License-Identifier: MIT
// The state after the last step, as `run` and `replay` print it.

import { expect, it } from 'vitest';
import type { View } from '../../src/compile/program.ts';
import { viewText } from '../../src/report/view.ts';
import { datum, place } from './events.ts';

const field = (name: string, value: string): View['objects'][number]['fields'][number] => ({
  name,
  value: datum(value),
  ghost: false,
  constant: false,
});

const view: View = {
  objects: [
    {
      name: 'page0',
      class: 'page',
      view: null,
      freed: false,
      fields: [
        field('locked', 'true'),
        { ...field('index', '0'), constant: true },
        { ...field('written', '12'), ghost: true },
      ],
    },
    { name: 'page#1', class: 'page', view: null, freed: true, fields: [field('locked', 'false')] },
  ],
  threads: [
    { name: 'CPU0 pwritev', role: 'thread', standing: 'finished', stack: [] },
    {
      name: 'CPU1 fault',
      role: 'thread',
      standing: 'running',
      stack: [
        { function: 'filemap_fault', args: [{ name: 'vmf', value: datum('vmf') }], locals: [], place: place(20) },
        { function: 'lock_page', args: [{ name: 'page', value: datum('page0') }], locals: [], place: place(31) },
      ],
    },
    { name: 'reclaim', role: 'environment', standing: 'idle', stack: [] },
  ],
};

/** Where the run began: nothing locked, a page that is now freed there. */
const first: View = {
  ...view,
  objects: view.objects.map((object) => ({
    ...object,
    freed: false,
    fields: object.fields.map((one) => (one.name === 'locked' ? field('locked', 'false') : one)),
  })),
};

it('tells what has changed: no constants, no ghosts as they were, nothing that is freed', () => {
  expect(`\n${viewText(view, first, { full: false, free: false })}`).toMatchInlineSnapshot(`
    "
      state (what has changed; all of it with --full)
        page0         locked true
      threads
        CPU0 pwritev  finished
        CPU1 fault    in filemap_fault(vmf) > lock_page(page0) at
                      mm/filemap.ts:31
        reclaim       idle
    "
  `);
});

it('full: leaves out nothing', () => {
  expect(`\n${viewText(view, first, { full: true, free: true })}`).toMatchInlineSnapshot(`
    "
      state
        page0         locked true, index 0, written 12 (ghost)
        page#1        freed: locked false
      threads
        CPU0 pwritev  finished
        CPU1 fault    in filemap_fault(vmf) > lock_page(page0) at
                      mm/filemap.ts:31
        reclaim       idle
    "
  `);
});
