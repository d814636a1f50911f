// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('2022-delayed-rmap');
