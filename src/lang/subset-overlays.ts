// SPDX-License-Identifier: MIT
// What an overlay may not do to the code that uses it, as data. Only shows when a variant is linked: each file alone may be
// in order, and TypeScript has said so.

import { type Refusal, subset } from './refusal.ts';

export const overlayRefusals = {
  'overlay-kind': subset(
    'an overlay of another kind',
    'it takes the place of what it stands over, wherever that is named',
    'a declaration of the same kind, or another name',
  ),
  'overlay-function': subset(
    'an overlay that takes or returns something else',
    'the call was checked against the function that it stands over, and runs this one',
    'the same parameters and result; or replace the caller, too',
  ),
  'overlay-constant': subset(
    'an overlay of a constant with a value of another type',
    'the code that uses it was checked against the constant that it stands over',
    'a value that fits the type below',
  ),
  'overlay-size': subset(
    'an overlay of a constant that sizes a type',
    'a type keeps the size it has where it is written, while loops would go by the new value',
    'the same value; another size is another file below',
  ),
  'idle-helper': subset(
    'a name of a patch that nothing uses',
    'it stands over nothing, so it replaces nothing',
    'the name that it has below, or a use of it',
  ),
  'idle-patch': subset(
    'a patch that changes nothing in the model',
    'the variant would be the model without it, under another name',
    'a declaration that the scenario runs, by the name that it has below',
  ),
  'removed-used': subset(
    'a declaration that a diff takes away, and that is still used',
    'nothing of this name is left',
    'a diff that changes its users, too',
  ),
  'hidden-patch': subset(
    'a patch that hides a declaration of another one',
    'the variant names both, and of the lower one a part would be missing',
    "an import from that patch (export * from '../…') or a diff of its file, which says that this one goes on top; or another order",
  ),
  'same-name': subset(
    'two classes or types of tables with one name',
    'what overlays and TypeScript compare is name and shape, so one could pass for the other',
    'another name for one of them',
  ),
} as const satisfies Record<string, Refusal>;

export type OverlayRefusalKey = keyof typeof overlayRefusals;
