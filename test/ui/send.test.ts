// SPDX-License-Identifier: MIT
// What is sent of a run: texts that other programs read, so that they can, and that they say what the run was.

import { describe, expect, it } from 'vitest';
import { toEnd } from '../../src/explore/pace.ts';
import type { Story } from '../../src/report/story.ts';
import { laneSource, lanesOf } from '../../src/ui/lanes/lanes.ts';
import { documentOf } from '../../src/ui/send/documents.ts';
import { type Form, forms } from '../../src/ui/send/forms.ts';
import { lanesMermaid } from '../../src/ui/send/mermaid.ts';
import { escaped, lanesSvg } from '../../src/ui/send/svg.ts';
import { faultline } from '../cli/cli.ts';
import { failing, type ToldClaim } from './claims.ts';

const brief = { full: false, free: false };
const increment = failing('example/increment-2', 'no update is lost');
const storyOf = (claim: ToldClaim): Story => claim.story;
const lanesFor = (story: Story) => lanesOf(toEnd(laneSource(story, brief)));

function sent(form: Form, { story, failure, program }: ToldClaim): string {
  if (failure.trace === null) throw new Error('no trace');
  const about = { claim: 'example/increment-2', title: 'two threads', variant: '', size: 'replay of 4 steps' };
  const command = 'faultline replay example/increment-2 0.1.1.0';
  const { checksum } = program;
  return toEnd(documentOf(form, { story, choices: failure.trace, detail: brief, checksum, command, ...about }));
}

describe('SVG', () => {
  const svg = sent('svg', increment);

  it('draws every line of the columns in its lane, and the command below', () => {
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toMatchInlineSnapshot(`
      [
        "example/increment-2  two threads  FAILS  no update is lost",
        "replay of 4 steps",
        "CPU0",
        "CPU1",
        "increment(counter, r0)",
        "reads counter.value 0",
        "increment(counter, r1)  value 0 → 1",
        "counter.value 1 → 1",
        "✗ no update is lost is false when all have finished:",
        "counter.value 1 ≠ 2",
        "replay: faultline replay example/increment-2 0.1.1.0",
      ]
    `);
  });

  it('needs nothing beside it: no script, no address', () => {
    expect(svg).not.toMatch(/<script|href|url\(|@import|\son\w+=/);
    expect([...svg.matchAll(/https?:[^"]*/g)].map(([address]) => address)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, end, name, rest] of svg.matchAll(/<(\/?)([a-z]+)([^<>]*)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (!(rest ?? '').endsWith('/')) open.push(name ?? '');
    }
    expect(open).toEqual([]);
  });

  it('takes no text for markup, and has no sign that XML has not', () => {
    expect(escaped('a < b && "c" > \u0007 \ud800 é →')).toBe(
      'a &lt; b &amp;&amp; &quot;c&quot; &gt; \ufffd \ufffd é →',
    );
    expect(lanesSvg(lanesFor(storyOf(increment)), { above: ['</svg><script>'], below: [] })).not.toContain('<script>');
  });

  it('draws a lasso as an arrow back', () => {
    const drawn = sent('svg', failing('2021/G-6', 'NO-LIVELOCK'));
    expect(drawn.match(/class="loop"/g)).toHaveLength(1);
    expect(svg).not.toContain('class="loop"');
  });

  it('has a bar where the failure turns on something, and a line per context switch', () => {
    const { rows } = lanesFor(storyOf(increment));
    const deciding = rows.filter((row) => row.kind === 'line' && (row.decides || row.broken));
    const switches = rows.filter((row) => row.kind === 'line' && row.switches);
    expect(svg.match(/class="bar"/g)).toHaveLength(deciding.length);
    expect(svg.match(/class="switch"/g)).toHaveLength(switches.length);
    expect([deciding.length, switches.length]).toMatchInlineSnapshot(`
      [
        1,
        2,
      ]
    `);
  });
});

it('Mermaid: a participant per thread, a note for what the failure turns on', () => {
  expect(sent('mermaid', increment)).toMatchInlineSnapshot(`
    "---
    title: "example/increment-2  two threads  FAILS  no update is lost"
    ---
    sequenceDiagram
      participant t0 as CPU0
      participant t1 as CPU1
      t0-->>t0: increment(counter, r0)
      t0->>t0: · reads counter.value 0
      Note over t1: increment(counter, r1)  value 0 → 1
      t0->>t0: · counter.value 1 → 1
      Note over t0,t1: ✗ no update is lost is false when all have finished:<br/>counter.value 1 ≠ 2
    "
  `);
});

it('Mermaid: a lasso is a loop, and no text ends it early', () => {
  const text = sent('mermaid', failing('2021/G-6', 'NO-LIVELOCK'));
  expect(text.match(/^ {2}loop for ever$/gm)).toHaveLength(1);
  expect(text.match(/\bend\b/g)).toHaveLength(1);
  const title = 'a; b # c\n"d" <e>';
  expect(lanesMermaid(lanesFor(storyOf(increment)), title).split('\n')[1]).toBe(`title: ${JSON.stringify(title)}`);
});

describe("Perfetto's trace", () => {
  interface Traced {
    readonly name: string;
    readonly ph: string;
    readonly pid: number;
    readonly tid: number;
    readonly ts?: number;
    readonly dur?: number;
    readonly cat?: string;
    readonly args?: { readonly name?: string; readonly step?: number };
  }
  const claim = failing('cases/2022-delayed-rmap/lost-store.ts', 'P1');
  const document: { traceEvents: readonly Traced[]; otherData: unknown } = JSON.parse(sent('perfetto', claim));
  const { traceEvents } = document;

  it('has a track per thread and per CPU', () => {
    const tracks = traceEvents
      .filter(({ name }) => name === 'thread_name')
      .map(({ pid, args }) => `${pid} ${args?.name}`);
    expect(tracks).toEqual([
      '1 CPU0 store',
      '1 CPU1 munmap',
      '1 CPU2 writeback',
      '1 CPU0 TLB',
      '2 CPU0',
      '2 CPU1',
      '2 CPU2',
      '2 CPU0 TLB',
    ]);
  });

  it('nests calls: each ends on its track before those that it is in', () => {
    const stacks = new Map<string, string[]>();
    let last = -1;
    for (const { ph, pid, tid, name, ts = -1 } of traceEvents) {
      if (ph === 'M' || ph === 'X') continue;
      expect(ts).toBeGreaterThanOrEqual(last);
      last = ts;
      const stack = stacks.get(`${pid} ${tid}`) ?? [];
      stacks.set(`${pid} ${tid}`, stack);
      if (ph === 'B') stack.push(name);
      else if (ph === 'E') expect(stack.pop()).toBe(name);
    }
    expect([...stacks.values()].flat()).toEqual([]);
  });

  it('has one slice per step, one after the other, and every touch of shared memory as an instant', () => {
    const slices = traceEvents.filter(({ ph }) => ph === 'X');
    expect(slices.map(({ args }) => args?.step)).toEqual(claim.story.steps.map((_, i) => i + 1));
    for (const [i, { ts = 0, dur = 0 }] of slices.entries()) expect(slices[i + 1]?.ts ?? ts + dur).toBe(ts + dur);
    const touches = claim.story.steps.flatMap(({ events }) =>
      events.filter((event) => (event.kind === 'read' || event.kind === 'write') && !event.free),
    );
    expect(traceEvents.filter(({ cat }) => cat === 'read' || cat === 'write')).toHaveLength(touches.length);
  });
});

it('JSON: every step with its events', () => {
  const document = JSON.parse(sent('json', increment));
  expect(document).toMatchObject({ schema: 'faultline.run/1', replay: '0.1.1.0', variant: '' });
  expect(document.failure).toMatchObject({ kind: 'atEnd', property: 'no update is lost', loop: null, waits: [] });
  expect(
    document.steps.map((step: { events: { kind: string; cell?: string }[] }) => step.events),
  ).toMatchInlineSnapshot(`
    [
      [
        {
          "cell": "counter.value",
          "free": false,
          "kind": "read",
          "place": "examples/increment/increment.ts:19",
          "value": "0",
        },
        {
          "before": "0",
          "cell": "r0.read",
          "free": true,
          "kind": "write",
          "place": "examples/increment/increment.ts:20",
          "value": "0",
        },
      ],
      [
        {
          "cell": "counter.value",
          "free": false,
          "kind": "read",
          "place": "examples/increment/increment.ts:19",
          "value": "0",
        },
        {
          "before": "0",
          "cell": "r1.read",
          "free": true,
          "kind": "write",
          "place": "examples/increment/increment.ts:20",
          "value": "0",
        },
      ],
      [
        {
          "before": "0",
          "cell": "counter.value",
          "free": false,
          "kind": "write",
          "place": "examples/increment/increment.ts:21",
          "value": "1",
        },
        {
          "function": "increment",
          "kind": "return",
          "place": "examples/increment/two-threads.ts:17",
          "value": null,
        },
      ],
      [
        {
          "before": "1",
          "cell": "counter.value",
          "free": false,
          "kind": "write",
          "place": "examples/increment/increment.ts:21",
          "value": "1",
        },
        {
          "function": "increment",
          "kind": "return",
          "place": "examples/increment/two-threads.ts:14",
          "value": null,
        },
      ],
    ]
  `);
});

describe('faultline replay --as', () => {
  const target = ['example/increment-2', '0.1.1.0'];

  it.each(forms)('%s: prints the document and nothing else', async (form) => {
    const { status, out, err } = await faultline('replay', ...target, '--as', form);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.startsWith({ svg: '<svg ', mermaid: '---\ntitle: ', perfetto: '{', json: '{' }[form])).toBe(true);
    expect(out.endsWith('\n')).toBe(true);
  });

  it('run --as draws some run', async () => {
    const { status, out } = await faultline('run', 'examples/increment/two-threads.ts', '--seed', '7', '--as', 'svg');
    expect(status).toBe(0);
    expect(out).toContain('one run, seed 7');
  });

  it('2: a form that there is not', async () => {
    const { status, err } = await faultline('replay', ...target, '--as', 'pdf');
    expect(status).toBe(2);
    expect(err).toContain("option '--as <form>' argument 'pdf' is invalid");
  });

  it('3: no document where the time is over, and why on stderr', async () => {
    const { status, out, err } = await faultline('replay', ...target, '--as', 'svg', '--max-time', '0s');
    expect({ status, out }).toEqual({ status: 3, out: '' });
    expect(err).toBe('faultline: the story is not told: the time is over (--max-time)\n');
  });
});
