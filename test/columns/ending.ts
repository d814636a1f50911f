// SPDX-License-Identifier: MIT
// What stands below the columns, against the state in which the run ends: facts about memory, who waits for what, where it
// broke, and that a loop comes back to where it began.

import type { Picture } from './lines.ts';
import type { Refutation } from './reader.ts';
import type { Run } from './run.ts';
import { asValue, outermost, partOf, says, type Value } from './values.ts';

const relations = [' = ', ' ≠ ', ' ≤ ', ' ≥ ', ' < ', ' > '];

export function refuteEnding({ rows }: Picture, run: Run): Refutation | null {
  for (const row of rows) {
    if (row.kind !== 'band') continue;
    const wrong = wrongIn(row.text, run);
    if (wrong !== null) return { kind: 'ending', row: row.row, message: `${row.text.trim()}: ${wrong}` };
  }
  return null;
}

function wrongIn(text: string, run: Run): string | null {
  if (text.startsWith('├──')) return wrongDue(text, run);
  if (text.startsWith('└──') && !run.returns) return 'the run ends in another state';
  const place = /^at (\S.*?:\d+) in /.exec(text)?.[1]?.replaceAll(' ', '');
  const faults = run.threads.flatMap(({ happenings }) => happenings.filter(({ kind }) => kind === 'fault'));
  if (place !== undefined) return faults.some((fault) => fault.place === place) ? null : 'nothing broke there';
  const begins = /^· it begins with (.*)$/.exec(text)?.[1];
  if (begins !== undefined) {
    const facts = begins.split(/, (?![^{]*\})/).filter((fact) => fact !== '…');
    return facts.map((fact) => wrongFact(fact, { last: run.first })).find((wrong) => wrong !== null) ?? null;
  }
  const standing = /^· (.+?) (?:stands (.*)|has not begun)$/.exec(text);
  if (standing !== null) return wrongStanding(standing[1] ?? '', standing[2] ?? null, run);
  const over = /^· (.+?) has finished$/.exec(text)?.[1];
  if (over !== undefined) return isFinished(over, run) ? null : `${over} has not`;
  if (text.startsWith('    ') && text.trim() !== '…') return wrongFact(text.trim(), run);
  const wait = /^✗ (?:[\w -]+: )?(.+?)(?: itself)? waits for (\S+), (?:set by|which)/.exec(text);
  return wait === null ? null : wrongWait(wait[1] ?? '', wait[2] ?? '', run);
}

/** `├── from here on 'x' is due: a.b true, a.c 3`. */
function wrongDue(text: string, run: Run): string | null {
  if (run.due === null) return 'nothing is due';
  const facts = /^.*?' is due: (.*)$/.exec(text)?.[1];
  if (facts === undefined) return null;
  for (const fact of facts.split(/, (?![^{]*\})/)) {
    const wrong = wrongFact(fact, { last: run.due.state });
    if (wrong !== null) return wrong;
  }
  return null;
}

/** @param where `in f(page0), after g(), before h()`; null: it has not begun */
function wrongStanding(who: string, where: string | null, run: Run): string | null {
  const at = run.threads.findIndex(({ name }) => name === who || name.startsWith(`${who} `));
  const [thread, view] = [run.threads[at], run.last.threads[at]];
  if (thread === undefined || view === undefined) return `there is no ${who}`;
  if (view.standing !== 'running') return `${who} is ${view.standing}`;
  // To look in vain is no step.
  const looks = thread.happenings.at(-1)?.kind === 'blocked' ? 1 : 0;
  if (where === null) return thread.steps.length <= looks ? null : `${who} has begun`;
  const inside = /^in (\w+)\(/.exec(where)?.[1];
  return inside === undefined || view.stack.some((frame) => frame.function === inside)
    ? null
    : `it is not in ${inside}()`;
}

function isFinished(who: string, run: Run): boolean {
  const at = run.threads.findIndex(({ name }) => name === who || name.startsWith(`${who} `));
  return run.last.threads[at]?.standing === 'finished';
}

function wrongWait(who: string, what: string, run: Run): string | null {
  const thread = run.threads.find(({ name }) => name === who || name.startsWith(`${who} `));
  const last = thread?.happenings.at(-1);
  if (thread === undefined || last?.kind !== 'blocked') return `${who} does not wait`;
  const looks = thread.happenings.filter(
    // A record is read whole; what it waits for may be a part of it.
    (one) =>
      one.kind === 'read' && one.step === last.step && (one.cell.name === what || what.startsWith(`${one.cell.name}.`)),
  );
  return looks.length > 0 || bareEnds(last.text, what) ? null : `it does not look at ${what}`;
}

const bareEnds = (condition: string, what: string): boolean =>
  condition.includes(what.slice(what.lastIndexOf('.') + 1));

/** `disk.blocks[0] 3 ≠ page0.cells[0] 4`, `a = b = 4`, `page0.dirty false`. */
function wrongFact(text: string, run: Pick<Run, 'last'>): string | null {
  const relation = relations.find((one) => outermost(text, one).length > 1);
  const sides = relation === undefined ? [text] : outermost(text, relation);
  const values: (string | null)[] = [];
  for (const side of sides) {
    const blank = side.lastIndexOf(' ');
    const whole = valueAt(side, run);
    const named = blank < 0 ? null : valueAt(side.slice(0, blank), run);
    if (whole !== null) values.push(plain(whole));
    else if (named !== null) {
      if (!says(side.slice(blank + 1), named)) return `${side.slice(0, blank)} is ${plain(named)}`;
      values.push(plain(named));
    } else values.push(blank < 0 ? side : null);
  }
  const known = values.filter((value) => value !== null);
  const [first, ...others] = known;
  if (first === undefined || relation === undefined || known.length < sides.length) return null;
  return others.every((other) => holds(first, relation.trim(), other)) ? null : `${known.join(', ')}`;
}

function holds(a: string, relation: string, b: string): boolean {
  switch (relation) {
    case '=':
      return a === b;
    case '≠':
      return a !== b;
    case '<':
      return Number(a) < Number(b);
    case '>':
      return Number(a) > Number(b);
    case '≤':
      return Number(a) <= Number(b);
    default:
      return Number(a) >= Number(b);
  }
}

const plain = (value: Value): string => (value.kind === 'plain' ? value.text : '{}');

/** What a name means in the last state. */
function valueAt(name: string, { last }: Pick<Run, 'last'>): Value | null {
  for (const object of last.objects) {
    const prefix = object.name === 'world' ? '' : `${object.name}.`;
    if (!name.startsWith(prefix)) continue;
    const [, field, index, part] = /^([\w$]+)(?:\[(\d+)\])?(?:\.(.+))?$/.exec(name.slice(prefix.length)) ?? [];
    const found = object.fields.find((one) => one.name === field);
    if (found === undefined) continue;
    const datum = found.value.kind === 'array' ? found.value.items[Number(index)] : found.value;
    const value = datum === undefined ? null : partOf(asValue(datum), part ?? '');
    if (value !== null) return value;
  }
  return null;
}
