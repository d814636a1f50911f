// SPDX-License-Identifier: MIT
// Reads printed columns as the reader of a mail does, and says where they are wrong. It knows the run, and nothing of the
// printer.
//
// What the columns claim. Each line stands for a stretch of its thread's run, in the order of the lines: an effect for
// itself; a call with lines below it for its beginning, and everything below it happened within that very call; a call
// without lines below it for all of it, from its first touch of memory to its last, printed or not. From top to bottom this
// is a run: a stretch happens where its line stands, as a whole, with no line of another thread before its end; what is
// not printed happened between the lines of its thread around it; and all that touches the same memory, one of the two
// writing, happened in the order of the replay. So every value that is told was there at that place. A change `a → b` tells
// the value before its stretch and the value after it, and `reads x v` a read that saw v.
//
// A text is refuted if there is no way to find such stretches: lines are taken from the top, each with the earliest stretch
// that fits. What a line needs of other threads happens before it, as late as possible; their later lines cannot stand for
// that any more. Earliest is best: it needs least of the others, and leaves most for the lines that follow. Only which of
// several calls a line names may have to be tried.

import { refuteEnding } from './ending.ts';
import { type Told, tellingJumps } from './jumps.ts';
import { type Band, type Line, type Picture, pictureOf, Unreadable } from './lines.ts';
import { Telling } from './pieces.ts';
import type { Activation, Happening, Run, ThreadRun } from './run.ts';
import { bare, says } from './values.ts';

export interface Refutation {
  /** unreadable: no line can be made of it. thread: a thread that acted has no column, or a column no thread. call: nothing
   *  was called so there. value: nothing in that call does or sees what is told. order: it did, but not at that place.
   *  interrupted: a call on one line, parts of which are not there. loop: on the wrong side of the beginning of the loop.
   *  hidden: `full` left something out. step: marked as the beginning of a step and is not, or the other way round. jump: between two values of a cell that are told, somebody changed it untold.
   *  ending: what is said below the columns is not so. */
  readonly kind:
    | 'unreadable'
    | 'thread'
    | 'call'
    | 'value'
    | 'order'
    | 'interrupted'
    | 'loop'
    | 'hidden'
    | 'step'
    | 'jump'
    | 'ending';
  readonly row: number;
  readonly message: string;
}

export interface Reading {
  /** Every touch of memory is told. */
  readonly full: boolean;
}

/** More lines tried than this is a text that nobody understands either. */
const MOST_TRIES = 20_000;

/** Null: it may well be so. */
export function refute(printed: readonly string[], run: Run, { full }: Reading): Refutation | null {
  let picture: Picture;
  try {
    picture = pictureOf(printed);
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'unreadable', row: error.row, message: error.message };
    throw error;
  }
  const columns: number[] = [];
  for (const header of picture.headers) {
    const thread = run.threads.findIndex(
      ({ name, role }) => bare(header) === bare(role === 'thread' ? name : `${name} (${role})`),
    );
    if (thread < 0) return { kind: 'thread', row: 1, message: `no thread is called ${header}` };
    columns.push(thread);
  }
  const unseen = run.threads.find((one, thread) => {
    return one.happenings.some((happening) => !isLastLook(happening, one)) && !columns.includes(thread);
  });
  if (unseen !== undefined) return { kind: 'thread', row: 1, message: `${unseen.name} acts and has no column` };
  const reader = new Reader(run, picture, columns);
  const wrong = reader.read();
  if (wrong !== null) return wrong;
  return (
    (full ? (reader.hidden() ?? reader.misplacedMark()) : null) ??
    refuteEnding(picture, run) ??
    tellingJumps(reader.told())
  );
}

interface Stand {
  /** Per thread: how many of its happenings have happened. */
  readonly done: readonly number[];
  /** The thread whose line came last, if its last step may not be over. */
  readonly at: number | null;
}

interface Chosen {
  /** Of a call. */
  readonly call: Activation | null;
  /** Calls and happenings of its thread from here on may be what the next line on the same level tells. */
  readonly nextCall: number;
  readonly next: number;
  readonly told: readonly Told[];
}

class Reader {
  readonly #run: Run;
  readonly #rows: Picture['rows'];
  readonly #columns: readonly number[];
  readonly #parents: readonly (number | null)[];
  readonly #siblings: readonly (number | null)[];
  readonly #whole: readonly boolean[];
  readonly #chosen: Chosen[] = [];
  #tries = 0;
  #deepest = -1;
  #wrong: Refutation | null = null;

  constructor(run: Run, picture: Picture, columns: readonly number[]) {
    this.#run = run;
    this.#rows = picture.rows;
    this.#columns = columns;
    const parents: (number | null)[] = [];
    const siblings: (number | null)[] = [];
    const whole = picture.rows.map(() => true);
    for (const [i, row] of picture.rows.entries()) {
      const above = row.kind === 'line' ? this.#lastAbove(i, row.column, (indent) => indent < row.indent) : null;
      parents.push(above);
      if (above !== null) whole[above] = false;
      const beside = row.kind === 'line' ? this.#lastAbove(i, row.column, (indent) => indent <= row.indent) : null;
      siblings.push(beside === above ? null : beside);
    }
    this.#parents = parents;
    this.#siblings = siblings;
    this.#whole = whole;
  }

  #lastAbove(before: number, column: number, fits: (indent: number) => boolean): number | null {
    for (let i = before - 1; i >= 0; i--) {
      const row = this.#rows[i];
      if (row?.kind === 'line' && row.column === column && fits(row.indent)) return i;
    }
    return null;
  }

  read(): Refutation | null {
    for (const [i, row] of this.#rows.entries()) {
      const parent = this.#parents[i] ?? null;
      const above = parent === null ? undefined : this.#rows[parent];
      if (row.kind !== 'line') continue;
      if (above?.kind === 'line' ? above.call === null || above.indent !== row.indent - 1 : row.indent > 0)
        return { kind: 'unreadable', row: row.row, message: 'a line that is indented below no call' };
    }
    const none = this.#run.threads.map(() => 0);
    if (this.#from(0, { done: none, at: null })) return null;
    return this.#wrong ?? { kind: 'unreadable', row: 1, message: 'too many ways to read it' };
  }

  told(): readonly Told[] {
    return this.#chosen.flatMap(({ told }) => told);
  }

  /** A touch of memory that no line tells. */
  hidden(): Refutation | null {
    const told = new Set(this.told().map(({ happening }) => happening));
    for (const thread of this.#run.threads) {
      const untold = thread.happenings.find(
        (one) =>
          (one.kind === 'read' || one.kind === 'write') && !one.free && !told.has(one) && !isLastLook(one, thread),
      );
      if (untold !== undefined && 'cell' in untold)
        return {
          kind: 'hidden',
          row: 1,
          message: `${thread.name}: ${untold.kind} of ${untold.cell.name} at ${untold.place}`,
        };
    }
    return null;
  }

  /** A mark where no step begins, or none where one does. */
  misplacedMark(): Refutation | null {
    let last = '';
    for (const [i, row] of this.#rows.entries()) {
      const first = this.#chosen[i]?.told[0]?.happening;
      if (row.kind !== 'line' || first === undefined) continue;
      if (first.kind === 'blocked' || first.kind === 'about') continue;
      const step = `${row.column} ${first.step}`;
      if (row.marked !== (step !== last))
        return { kind: 'step', row: row.row, message: row.marked ? 'no step begins here' : 'a step begins here' };
      last = step;
    }
    return null;
  }

  #from(index: number, stand: Stand): boolean {
    const row = this.#rows[index];
    if (row === undefined) return true;
    if (this.#tries++ > MOST_TRIES) return false;
    if (row.kind === 'band') return this.#band(index, row, stand);
    let fits = 0;
    for (const [chosen, next] of this.#ways(index, row, stand)) {
      fits++;
      this.#chosen.length = index;
      this.#chosen[index] = chosen;
      if (this.#from(index + 1, next)) return true;
    }
    if (fits === 0) this.#fail(index, () => this.#reason(index, row));
    return false;
  }

  #fail(index: number, reason: () => Refutation): void {
    if (index <= this.#deepest) return;
    this.#deepest = index;
    this.#wrong = reason();
  }

  #band(index: number, band: Band, stand: Stand): boolean {
    this.#chosen[index] = { call: null, nextCall: 0, next: 0, told: [] };
    const { due, threads } = this.#run;
    const isDue = band.text.startsWith('├──');
    if (!isDue && !band.text.startsWith('┌──')) return this.#from(index + 1, stand);
    const loop = isDue ? (due?.steps ?? null) : this.#run.loop;
    const begins = threads.map((thread, t) => thread.steps[(loop?.[t] ?? 0) - 1]?.to ?? 0);
    const late = stand.done.findIndex((done, t) => done > (begins[t] ?? 0));
    if (loop === null || late >= 0) {
      this.#fail(index, () => ({ kind: 'loop', row: band.row, message: 'what stands above it comes after it' }));
      return false;
    }
    const wrong = isDue ? null : this.#notWithin(band.text, begins);
    if (wrong !== null) {
      this.#fail(index, () => ({ kind: 'loop', row: band.row, message: wrong }));
      return false;
    }
    return this.#from(index + 1, { done: begins, at: null });
  }

  /** Who is within a call where the loop begins, has done something in it before, and does something in it afterwards. */
  #notWithin(text: string, begins: readonly number[]): string | null {
    for (const [, who, name] of text.matchAll(/(?:,| and) (.+?) within (.+?)\(\)/g)) {
      const within = this.#run.threads.some((thread, t) => {
        const at = begins[t] ?? 0;
        const isThis = thread.name === who || thread.name.startsWith(`${who} `);
        return isThis && thread.calls.some((call) => call.function === name && call.from < at && at < call.to);
      });
      if (!within) return `${who} is not within ${name}() there`;
    }
    return null;
  }

  /** Each stretch that the line may stand for, with where the run then is. */
  *#ways(index: number, line: Line, stand: Stand): Generator<readonly [Chosen, Stand]> {
    const thread = this.#columns[line.column] ?? 0;
    const run = this.#threadOf(line);
    const parent = this.#parents[index] ?? null;
    const within = parent === null ? null : (this.#chosen[parent]?.call ?? null);
    const sibling = this.#chosen[this.#siblings[index] ?? -1];
    const least = Math.max(
      within?.from ?? 0,
      sibling?.next ?? 0,
      within === null ? 0 : (this.#chosen[parent ?? -1]?.next ?? 0),
    );
    const to = within?.to ?? run.happenings.length;
    const done = stand.done[thread] ?? 0;
    if (line.call === null) {
      for (const telling of new Telling(this.#run, run, line.pieces, null).stretches(Math.max(least, done), to)) {
        const next = this.#happen(stand, thread, telling);
        if (next === null) continue;
        yield [{ call: null, nextCall: sibling?.nextCall ?? 0, next: telling.to, told: telling.told }, next];
      }
      return;
    }
    const firstCall = Math.max(sibling?.nextCall ?? 0, within === null ? 0 : within.ordinal + 1);
    for (const call of run.calls) {
      if (call.ordinal < firstCall || call.from < least || !isWithin(call, within) || !isNamed(call, line.call))
        continue;
      const telling = new Telling(this.#run, run, line.pieces, call);
      if (this.#whole[index] !== true) {
        const begins = telling.beginning(Math.max(call.from, done));
        if (begins === null) continue;
        const next = begins.told.length === 0 ? stand : this.#happen(stand, thread, begins);
        const after = begins.told.length === 0 ? call.from : begins.to;
        if (next !== null) yield [{ call, nextCall: call.ordinal + 1, next: after, told: begins.told }, next];
        continue;
      }
      const whole = telling.whole();
      if (whole === null) continue;
      const next = whole.from === whole.to ? stand : this.#happen(stand, thread, whole);
      if (next === null) continue;
      yield [{ call, nextCall: lastCallIn(run, call) + 1, next: call.to, told: whole.told }, next];
    }
  }

  /** The run after a stretch of one thread; null if it cannot stand here. */
  #happen(
    { done, at }: Stand,
    thread: number,
    { from, to }: { readonly from: number; readonly to: number },
  ): Stand | null {
    const { threads } = this.#run;
    const run = threads[thread];
    const first = run?.happenings[from]?.step;
    const last = run?.happenings[to - 1]?.step;
    if (run === undefined || first === undefined || last === undefined) return null;
    const after = [...done];
    // A step is one: what another thread does comes after all of it.
    if (at !== null && at !== thread) after[at] = this.#endOfStep(at, (done[at] ?? 0) - 1);
    if (from < (after[thread] ?? 0)) return null;
    const needs = run.steps[last]?.before ?? [];
    for (const [other, steps] of needs.entries()) {
      if (other === thread || steps === 0) continue;
      const step = threads[other]?.steps[steps - 1];
      if (step === undefined) return null;
      // What has to come before the end of the stretch comes after its beginning: somebody interrupted it.
      if ((step.before[thread] ?? 0) > first) return null;
      after[other] = Math.max(after[other] ?? 0, step.to);
    }
    after[thread] = to;
    return { done: after, at: thread };
  }

  #endOfStep(thread: number, happening: number): number {
    const run = this.#run.threads[thread];
    const step = run?.happenings[happening]?.step;
    return step === undefined ? happening + 1 : (run?.steps[step]?.to ?? happening + 1);
  }

  #threadOf(line: Line): ThreadRun {
    const run = this.#run.threads[this.#columns[line.column] ?? -1];
    if (run === undefined) throw new Error(`no thread of column ${line.column}`);
    return run;
  }

  /** What is wrong with a line that fits nowhere. */
  #reason(index: number, line: Line): Refutation {
    const run = this.#threadOf(line);
    const text = `${line.call === null ? '' : `${line.call.function}(${line.call.args ?? '…'})  `}${line.pieces.map((piece) => piece.text).join(', ')}`;
    const say = (kind: Refutation['kind'], what: string): Refutation => {
      return { kind, row: line.row, message: `${run.name}: ${text}: ${what}` };
    };
    if (line.call === null) {
      for (const _ of new Telling(this.#run, run, line.pieces, null).stretches(0, run.happenings.length))
        return say('order', 'not at this place');
      return say('value', 'this never happened');
    }
    const { call } = line;
    const named = run.calls.filter((one) => isNamed(one, call));
    if (named.length === 0) return say('call', 'there was no such call');
    const tellings = named.map((one) => new Telling(this.#run, run, line.pieces, one));
    if (this.#whole[index] !== true) {
      if (tellings.every((one, i) => one.beginning(named[i]?.from ?? 0) === null))
        return say('value', 'this did not happen in it');
      return say('order', 'not at this place');
    }
    if (tellings.every((one) => one.whole() === null)) return say('value', 'this is not what it did');
    const wholes = tellings.map((one) => one.whole()).filter((one) => one !== null);
    const thread = this.#columns[line.column] ?? 0;
    const nowhere = this.#run.threads.map(() => 0);
    const alone = wholes.some(
      (one) => one.from === one.to || this.#happen({ done: nowhere, at: null }, thread, one) !== null,
    );
    return alone
      ? say('order', 'not at this place, or not all of it')
      : say('interrupted', 'another thread came in between');
  }
}

/** Of a thread that waits for ever: it looks again and again. */
function isLastLook(one: Happening, { happenings }: ThreadRun): boolean {
  return happenings.at(-1)?.kind === 'blocked' && happenings.at(-1)?.step === one.step;
}

function isWithin(call: Activation, outer: Activation | null): boolean {
  if (outer === null) return true;
  for (let one = call.caller; one !== null; one = one.caller) if (one === outer) return true;
  return false;
}

function isNamed(call: Activation, { function: name, args }: NonNullable<Line['call']>): boolean {
  if (call.function !== name) return false;
  if (args === null) return call.args.length > 0;
  if (bare(args) === bare(call.args.map(({ text }) => text).join(', '))) return true;
  const printed = args.split(/, (?![^{]*\})/);
  return printed.length === call.args.length && call.args.every((arg, i) => says((printed[i] ?? '').trim(), arg));
}

/** The last call that began in a call. */
function lastCallIn(run: ThreadRun, call: Activation): number {
  return run.calls.findLast((one) => one === call || isWithin(one, call))?.ordinal ?? call.ordinal;
}
