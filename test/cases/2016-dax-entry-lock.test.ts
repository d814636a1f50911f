// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('2016-dax-entry-lock');
