// SPDX-License-Identifier: MIT
// One refusal: a model that is refused, the refused stretch between « and », and the model that says it instead.

import type { RefusalKey } from '../../../src/lang/subset.ts';

export type Pair = readonly [key: RefusalKey, refused: string, accepted: string];
