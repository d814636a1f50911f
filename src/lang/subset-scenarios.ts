// SPDX-License-Identifier: MIT
// What a scenario and its claims may not say.

import { model, type Refusal, subset } from './refusal.ts';

export const scenarios = {
  'scenario-literal': subset(
    'a part of the scenario that is computed',
    'a scenario is read, never executed',
    'a literal, a function written in place, or the name of a function of this model',
  ),
  'scenario-parameter': subset('this parameter', 'threads and properties get the world, world() gets nothing', '(w)'),
  'world-result': subset(
    'a world that returns different objects',
    'the roots of every initial state have the same names',
    'the same object literal, or objects of one class, in every return',
  ),
  'no-sometimes': model(
    'a scenario without a sometimes',
    'a proof about a model in which nothing happens proves nothing',
    "sometimes: { 'what should be seen': (w) => … }",
  ),
  'leads-to-pair': model(
    'a leadsTo that is not two conditions',
    'whenever the first is true, the second has to be true then or later',
    "leadsTo: { 'who waits is woken': [(w) => w.waiting, (w) => w.woken] }",
  ),
  'sometimes-variant': model(
    'a sometimes for a variant that no claim is about',
    'it would be asked of nothing',
    'the variant of a claim',
  ),
  'scenario-part': model(
    'a scenario without one of its parts',
    'a question needs what exists, who runs, and a name for the columns',
    "title: '…', world() { return { … }; } and threads: { CPU0(w) { … } }",
  ),
  'property-name': model(
    'a property with a name that is taken',
    'these names stand for what can be asked of every scenario',
    'another name',
  ),
  'property-twice': model('two properties of one name', 'a claim names its property', 'another name'),
  'unknown-property': model(
    'a claim about no property',
    'a claim names a key of always, atEnd or leadsTo, or NO-DEADLOCK, NO-LIVELOCK, NO-DATA-RACE, ASSERTS, SAME-OUTCOMES',
    'one of these',
  ),
  'outcome-claim': model(
    'a comparison of outcomes that lacks a part',
    'SAME-OUTCOMES compares what outcomes observes in two different variants, and nothing else does',
    "property: 'SAME-OUTCOMES', variant: 'v5.9+D', as: 'v5.9', and outcomes: { 'what is seen': (w) => … }",
  ),
  'claim-cost': model(
    'a number of environment steps in this row',
    'it is proved for failures of always, atEnd, NO-DEADLOCK and NO-DATA-RACE, and for no others',
    "a row of such a property with expect: 'fails', or leave the number out",
  ),
  'claim-keys': model(
    'a claim that does not say of what its verdicts are',
    'what it has no field for, variant or property, are the keys of expect: variants outside, properties inside',
    "property: 'P1', expect: { 'v5.9': 'fails', '+D': 'holds' }, or expect: { '+D': { P1: 'holds', P2: 'holds' } }",
  ),
  'claim-row': model(
    'a row of claims that is no claim',
    'with what stands around rows, each says once: id, by, thread and expect',
    "{ id: 'mine/1', by: 'me', rows: [{ property: 'P1', thread: 'open', expect: 'holds' }, …] }",
  ),
  'duplicate-claim': model('a claim twice', 'id, variant and property name one row', 'leave one out'),
} as const satisfies Record<string, Refusal>;
