// SPDX-License-Identifier: MIT
// Statements, ghosts and scenarios.

import { scenarioOf } from '../model.ts';
import type { Pair } from './pair.ts';

const f = (body: string): string => `function f(p: page, q: page | null, n: u8, b: bool): void { ${body} }`;

const claim = "{ id: '1', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }";

const compared = (row: string, outcomes: string): string =>
  scenarioOf({
    kernel: "'v5.9'",
    outcomes,
    claims: `[{ id: '1', by: 'me', ${row}, thread: 'open', expect: 'holds' }]`,
  });

export const statements: readonly Pair[] = [
  ['var', f('«var x = n»;'), f('const x = n;')],
  ['using', f('«using x = q»;'), f('const x = q;')],
  [
    'destructuring',
    f('const «[a]» = p.slots[0];').replace('p.slots[0]', 'p.entry'),
    f('const { present: a } = p.entry;'),
  ],
  ['destructuring', f('const { «present = true» } = p.entry;'), f('const { present } = p.entry;')],
  ['destructuring', f('(«{ present: b }» = p.entry);'), f('b = p.entry.present;')],
  ['destructured-object', f('const «{ index }» = p;'), f('const index = p.index;')],
  ['for-in-of', f('«for (const x of p.slots) fault(p);»'), f('for (let i: u8 = 0; i < p.slots.length; i++) fault(p);')],
  ['for-in-of', f('«for (const x in p) fault(p);»'), f('for (let i: u8 = 0; i < 4; i++) fault(p);')],
  [
    'fallthrough',
    f('switch (n) { «case 1:» fault(p); case 2: break; }'),
    f('switch (n) { case 1: case 2: break; default: fault(p); }'),
  ],
  ['case-value', f('switch (n) { case «p.index»: break; }'), f('switch (p.zone) { case zone.DMA: break; }')],
  [
    'switch-subject',
    f('switch («b») { case true: break; }').replace('case true', 'default'),
    f('switch (n) { default: break; }'),
  ],
  ['label', f('«out»: fault(p);'), f('out: { fault(p); if (b) break out; fault(p); }')],
  ['idle-statement', f('«b && p.locked»;'), f('if (b) fault(p);')],
  ['idle-statement', f('«p.index»;'), f('fault(p);')],
  ['statement-form', f('«debugger;»'), f('fault(p);')],
  [
    'ghost-read',
    f('if («p.seen» === 1) p.index = 1;'),
    f("p.seen = p.seen + n; p.seen++; note('seen', p.seen); assert(p.seen < 9, 'few');"),
  ],
  ['ghost-read', f('const x = «p.seen»; p.index = 1;'), f('p.marks[n] = p.marks[n];')],
  ['ghost-read', f('p.index = «p.marks[n]»;'), f('p.seen = p.marks[n] > 1 ? 1 : p.seen;')],
  ['ghost-read', f('p.seen = «p.seen» > 1 ? p.index : 0;'), f('p.seen = p.index > 1 ? p.index : 0;')],
  ['ghost-read', f('p.slots[«p.seen»] = 0;'), f('p.slots[n] = 0;')],
  [
    'pool-position',
    scenarioOf({ threads: '{ CPU0(w) { «pool(page, 2)»; } }' }),
    scenarioOf({ world: '() => { pool(page, 2); return { page0: new page() }; }' }),
  ],
  [
    'pool-position',
    scenarioOf({ world: '() => ({ page0: new page(), more: «pool(page, 2)» })' }),
    scenarioOf({ world: '() => { pool(page, 2); return { page0: new page() }; }' }),
  ],
  [
    'property-effect',
    scenarioOf({ always: '{ ok(w) { «w.page0.index = 1»; return true; } }' }),
    scenarioOf({ always: '{ ok(w) { let n: u8 = 0; n = 1; return n < 2; } }' }),
  ],
  [
    'property-effect',
    `function f(p: page): u8 { p.index = 1; return 1; }${scenarioOf({ always: '{ «ok»: (w) => f(w.page0) === 1 }' })}`,
    scenarioOf({ always: '{ ok: (w) => fault(w.page0) === 1 }' }),
  ],
  ...(
    [
      // Nothing to compare with, itself, a second variant for another property, nothing to observe.
      ["variant: 'v5.9+D', property: «'SAME-OUTCOMES'»", '{ index: (w) => w.page0.index }'],
      ["variant: 'v5.9+D', property: 'SAME-OUTCOMES', «as»: 'v5.9+D'", '{ index: (w) => w.page0.index }'],
      ["property: 'SAME-OUTCOMES', «as»: 'v5.9'", '{ index: (w) => w.page0.index }'],
      ["variant: 'v5.9+D', property: 'NO-DEADLOCK', «as»: 'v5.9'", '{ index: (w) => w.page0.index }'],
      ["variant: 'v5.9+D', property: 'SAME-OUTCOMES', «as»: 'v5.9'", '{}'],
    ] as const
  ).map(
    ([row, outcomes]): Pair => [
      'outcome-claim',
      compared(row, outcomes),
      compared("variant: 'v5.9+D', property: 'SAME-OUTCOMES', as: 'v5.9'", '{ index: (w) => w.page0.index }'),
    ],
  ),
  [
    'root-assignment',
    scenarioOf({ threads: '{ CPU0(w) { «w.page0» = w.page0; } }' }),
    scenarioOf({ threads: '{ CPU0(w) { w.page0.next = w.page0; } }' }),
  ],
  [
    'world-value',
    scenarioOf({ threads: '{ CPU0(w) { let v = «w»; fault(v.page0); } }' }),
    scenarioOf({ threads: '{ CPU0(w) { const v = w; fault(v.page0); } }' }),
  ],
  [
    'claim-cost',
    scenarioOf({ claims: `[${claim.replace(' }', ', «environmentSteps»: 1 }')}]` }),
    scenarioOf({ claims: `[${claim.replace("'holds' }", "'fails', environmentSteps: 1 }")}]` }),
  ],
  [
    'claim-cost',
    scenarioOf({
      claims: `[${claim.replace('NO-DEADLOCK', 'ASSERTS').replace("'holds' }", "'fails', «environmentSteps»: 1 }")}]`,
    }),
    scenarioOf({ claims: `[${claim.replace('NO-DEADLOCK', 'ASSERTS')}]` }),
  ],
  [
    'scenario-literal',
    scenarioOf({ claims: `[${claim.replace("'holds' }", "'fails', environmentSteps: «1 + 1» }")}]` }),
    scenarioOf({ claims: `[${claim.replace("'holds' }", "'fails', environmentSteps: 2 }")}]` }),
  ],
  ['scenario-literal', scenarioOf({ title: "«'a' + 'b'»" }), scenarioOf({ title: "'ab'" })],
  [
    'scenario-literal',
    scenarioOf({ threads: '«threads»' }),
    scenarioOf({ threads: '{ CPU0: (w) => fault(w.page0) }' }),
  ],
  [
    'scenario-parameter',
    scenarioOf({ threads: '{ «CPU0»(w, n: u8) {} }' }),
    scenarioOf({ threads: '{ CPU0: function (w) { fault(w.page0); } }' }),
  ],
  [
    'world-result',
    scenarioOf({
      '«world»': '() => { if (maybe()) return { page0: new page() }; return { page0: alloc(page), n: 1 }; }',
    }),
    scenarioOf({ world: '() => { if (maybe()) return { page0: new page() }; return { page0: alloc(page) }; }' }),
  ],
  [
    'scenario-part',
    scenarioOf({})
      .replace('default scenario', 'default «scenario»')
      .replace(/ {2}title: .*\n/, ''),
    scenarioOf({}),
  ],
  [
    'property-name',
    scenarioOf({ always: '{ «ASSERTS»: (w) => true }' }),
    scenarioOf({ always: '{ ASSERTIONS: (w) => true }' }),
  ],
  [
    'no-sometimes',
    scenarioOf({})
      .replace('default scenario', 'default «scenario»')
      .replace(/ {2}sometimes: .*\n/, ''),
    scenarioOf({}),
  ],
  ['no-sometimes', scenarioOf({ '«sometimes»': '{}' }), scenarioOf({})],
  [
    'no-sometimes',
    scenarioOf({
      sometimes: "{ one: { variants: ['+D'], when: (w) => w.page0.index === 1 } }",
      claims: `[«${claim}», ${claim.replace('property:', "variant: '+D', property:")}]`,
    }),
    scenarioOf({
      sometimes: "{ one: { variants: ['+D'], when: (w) => w.page0.index === 1 }, any: (w) => w.page0.index === 0 }",
      claims: `[${claim}, ${claim.replace('property:', "variant: '+D', property:")}]`,
    }),
  ],
  [
    'leads-to-pair',
    scenarioOf({ leadsTo: '{ woken: «(w) => w.page0.locked» }' }),
    scenarioOf({ leadsTo: '{ woken: [(w) => w.page0.locked, (w) => !w.page0.locked] }' }),
  ],
  [
    'leads-to-pair',
    scenarioOf({ leadsTo: '{ woken: «[(w) => w.page0.locked]» }' }),
    scenarioOf({ leadsTo: '{ woken: [(w) => w.page0.locked, (w) => !w.page0.locked] }' }),
  ],
  [
    'sometimes-variant',
    scenarioOf({
      sometimes: "{ one: { variants: [«'+E'»], when: (w) => w.page0.index === 1 }, any: (w) => w.page0.index === 0 }",
      claims: `[${claim}, ${claim.replace('property:', "variant: '+D', property:")}]`,
    }),
    scenarioOf({
      sometimes: "{ one: { variants: ['+D'], when: (w) => w.page0.index === 1 }, any: (w) => w.page0.index === 0 }",
      claims: `[${claim}, ${claim.replace('property:', "variant: '+D', property:")}]`,
    }),
  ],
  [
    'property-twice',
    scenarioOf({ always: '{ ok: (w) => true }', atEnd: '{ «ok»: (w) => true }' }),
    scenarioOf({ always: '{ ok: (w) => true }', atEnd: '{ okay: (w) => true }' }),
  ],
  [
    'unknown-property',
    scenarioOf({ claims: `[${claim.replace("'NO-DEADLOCK'", "«'P1'»")}]` }),
    scenarioOf({ claims: `[${claim}]` }),
  ],
  [
    'claim-keys',
    scenarioOf({ claims: `[${claim.replace(" property: 'NO-DEADLOCK',", '').replace('expect', '«expect»')}]` }),
    scenarioOf({
      claims: `[${claim.replace(" property: 'NO-DEADLOCK',", '').replace("'holds'", "{ 'NO-DEADLOCK': 'holds' }")}]`,
    }),
  ],
  [
    'claim-keys',
    scenarioOf({ claims: `[${claim.replace("expect: 'holds'", "variant: 'v5.9', expect: { «'+D'»: 'holds' }")}]` }),
    scenarioOf({ claims: `[${claim.replace("'holds'", "{ 'v5.9': 'holds', '+D': 'holds' }")}]` }),
  ],
  [
    'claim-row',
    scenarioOf({ claims: "[{ id: 'mine/2', rows: [«{ property: 'ASSERTS', thread: 'open', expect: 'holds' }»] }]" }),
    scenarioOf({
      claims: "[{ id: 'mine/2', by: 'me', rows: [{ property: 'ASSERTS', thread: 'open', expect: 'holds' }] }]",
    }),
  ],
  [
    'claim-row',
    scenarioOf({ claims: `[{ by: 'us', rows: [${claim.replace('by', '«by»')}] }]` }),
    scenarioOf({ claims: `[{ rows: [${claim}] }]` }),
  ],
  [
    'claim-row',
    scenarioOf({ claims: "[{ id: 'mine/2', by: 'me', «rows»: [] }]" }),
    scenarioOf({ claims: `[{ rows: [${claim}, ${claim.replace('DEADLOCK', 'LIVELOCK')}] }]` }),
  ],
  [
    'duplicate-claim',
    scenarioOf({ claims: `[${claim.replace("'holds'", "{ '+D': 'holds', «'v5.9+D'»: 'holds' }")}]`, kernel: "'v5.9'" }),
    scenarioOf({ claims: `[${claim.replace("'holds'", "{ '+D': 'holds', '+E': 'holds' }")}]`, kernel: "'v5.9'" }),
  ],
  [
    'duplicate-claim',
    scenarioOf({ claims: `[${claim}, «${claim}»]` }),
    scenarioOf({ claims: `[${claim}, ${claim.replace('DEADLOCK', 'LIVELOCK')}]` }),
  ],
];
