// SPDX-License-Identifier: MIT
// A data race below the columns, as KCSAN tells it: both accesses, each with the calls that led to it.

import { cellName } from '../explore/cells.ts';
import type { Failure, ToldAccess } from '../explore/verdict.ts';
import { callText, placeText } from './words.ts';

export function raceTexts({ message, race }: Failure): readonly string[] {
  if (race === undefined) return [`✗ ${message}`];
  const name = cellName(race.location);
  return [`✗ ${message}`, ...race.accesses.flatMap((one) => accessTexts(one, name))];
}

function accessTexts(access: ToldAccess, name: string): readonly string[] {
  const { write, plain, thread, stack } = access;
  const head = `    ${write ? 'write to' : 'read of'} ${name}${plain ? '' : ' (marked)'} by ${thread}:`;
  return [
    head,
    ...stack.map(
      (frame, i) => `      ${i === stack.length - 1 ? frame.function : callText(frame)}  ${placeText(frame.place)}`,
    ),
  ];
}
