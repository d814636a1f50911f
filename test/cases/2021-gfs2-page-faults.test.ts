// SPDX-License-Identifier: MIT
import { decideCase } from './decided.ts';

decideCase('2021-gfs2-page-faults');
