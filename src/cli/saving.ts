// SPDX-License-Identifier: MIT
// Which search is saved, and whether it may be: one row, breadth first, about states. What goes on for ever is looked for in
// all edges, outcomes in what two searches collect, and neither is in a snapshot.

import { judgesWarnings, programOf } from '../ask/decide.ts';
import type { Question } from '../ask/load.ts';
import { BadInput } from '../ask/trouble.ts';
import type { Checkpoint } from '../explore/checkpoint.ts';
import type { CheckRequest, Saving } from './check-request.ts';
import { now } from './machine.ts';
import { openSnapshots, refuseOccupied, type Snapped } from './snapshots.ts';

export function savingOf(
  saving: Saving,
  questions: readonly Question[],
  request: CheckRequest,
  complain: (message: string) => void,
): Checkpoint {
  const [question] = questions;
  if (question === undefined || questions.length > 1)
    throw new BadInput(
      `--checkpoint: ${questions.length} rows`,
      'one search is saved in one folder',
      'one claim, with --variant and --property where it has several rows',
    );
  const { claim, scenario } = question;
  const { property } = claim;
  const isEndless = property === 'NO-LIVELOCK' || scenario.leadsTo.some(({ name }) => name === property);
  if (isEndless || property === 'SAME-OUTCOMES' || request.limits.order !== 'breadth-first')
    throw new BadInput(
      `--checkpoint: a search for ${property} cannot be saved`,
      'a snapshot has the states of one search, breadth first, and no edges',
      'a property of states, --order bfs',
    );
  const { checksum } = programOf(question, judgesWarnings(property));
  const { folder, every, version, making, head } = saving;
  if (head === null) refuseOccupied(folder);
  else if (head.checksum !== checksum)
    throw new BadInput(
      `${folder}: the snapshot is of another model`,
      `it has the checksum ${head.checksum.slice(0, 8)}, and the model has ${checksum.slice(0, 8)} now`,
      'the model as it was, or the search from the beginning',
    );
  const { targets, variant, limits } = request;
  const asked: Snapped = { targets, variant, property: request.property, making, reduction: limits.reduction };
  return openSnapshots({ folder, of: { asked, version, checksum }, head, every, now, complain });
}
