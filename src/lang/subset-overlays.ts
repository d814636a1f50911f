// SPDX-License-Identifier: MIT
// What an overlay may not do to the code that uses it, as data. Only shows when a variant is linked: each file alone may be
// in order, and TypeScript has said so.

import { type Refusal, subset } from './subset.ts';

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
  'overlay-field': subset(
    'an overlay without a field that is used, or with another type for it',
    'the code that uses it was checked against the class that it stands over',
    'the same field with the same type; new ones beside it',
  ),
  'overlay-new': subset(
    'an overlay of a class that is made in another way',
    'the code that makes an object was checked against the class that it stands over',
    'the same constructor parameters, and new ones last, with a default',
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
  'overlay-type': subset(
    'an overlay that declares a type differently',
    'types are not replaced: the code below keeps its own, and the two would meet in one memory',
    'import the type; an enum may have new members beside the old ones',
  ),
  'overlay-table-type': subset(
    'an overlay that declares a type of tables anew',
    'types are not replaced: a table of one of the two would be none of the other',
    'import the type from the file below',
  ),
  'same-name': subset(
    'two classes or types of tables with one name',
    'what overlays and TypeScript compare is name and shape, so one could pass for the other',
    'another name for one of them',
  ),
} as const satisfies Record<string, Refusal>;

export type OverlayRefusalKey = keyof typeof overlayRefusals;
