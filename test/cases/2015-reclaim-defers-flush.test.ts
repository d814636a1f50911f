// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('2015-reclaim-defers-flush');
