// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('orders');
