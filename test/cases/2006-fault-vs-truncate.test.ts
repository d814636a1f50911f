// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('2006-fault-vs-truncate');
