// SPDX-License-Identifier: MIT
// `npm run test:long`
import { compareLong } from './decided.ts';

compareLong();
