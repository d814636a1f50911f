// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('2020-lock-page');
