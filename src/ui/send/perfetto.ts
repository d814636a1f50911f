// SPDX-License-Identifier: MIT
// A run in the trace-event format that Perfetto and Chrome read: a track per thread with its calls nested, touches of shared
// memory as instants on it, and a track per CPU that says who runs there. A model has no clock: a step takes ten microseconds,
// or as many as it has events, so that everything has a place and a width. Hard case: calls that no step tells of, entered
// before a thread's first touch; they begin with the step that is found in them.

import type { Event } from '../../compile/program.ts';
import { cellName } from '../../explore/cells.ts';
import { otherText, readsText, writesTexts } from '../../report/effects.ts';
import { type OpenCall, type Story, shortName } from '../../report/story.ts';
import { valueText } from '../../report/values.ts';
import { placeText } from '../../report/words.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: 'M' | 'B' | 'E' | 'X' | 'i';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Microseconds. */
const leastStep = 10;
const [threadsProcess, cpusProcess] = [1, 2];

export interface TraceHeading {
  readonly title: string;
  /** The command that shows the run again. */
  readonly replay: string;
  readonly checksum: string;
}

export function perfetto(story: Story, { title, replay, checksum }: TraceHeading): string {
  const events = [...metadata(story, title), ...runOf(story)];
  const document = { displayTimeUnit: 'ns', otherData: { title, replay, model: checksum }, traceEvents: events };
  // A line for each event: what differs between two traces can be seen.
  const [head = '', tail = ''] = JSON.stringify({ ...document, traceEvents: [] }).split('"traceEvents":[]');
  return `${head}"traceEvents":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]${tail}\n`;
}

function metadata(story: Story, title: string): readonly TraceEvent[] {
  const name = (pid: number, tid: number, what: string, args: Record<string, unknown>): TraceEvent => {
    return { name: what, ph: 'M', pid, tid, args };
  };
  return [
    name(threadsProcess, 0, 'process_name', { name: title }),
    name(cpusProcess, 0, 'process_name', { name: 'who runs' }),
    name(threadsProcess, 0, 'process_sort_index', { sort_index: 1 }),
    name(cpusProcess, 0, 'process_sort_index', { sort_index: 0 }),
    ...story.threads.flatMap((thread, i) => [
      name(threadsProcess, i + 1, 'thread_name', { name: thread.name }),
      name(threadsProcess, i + 1, 'thread_sort_index', { sort_index: i }),
    ]),
    ...lanesOf(story).map((lane, i) => name(cpusProcess, i + 1, 'thread_name', { name: lane })),
  ];
}

/** What a thread runs on: its CPU, or itself. */
function laneOf(story: Story, thread: number): string {
  const one = story.threads[thread];
  if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
  return one.cpu === null || one.role === 'environment' ? one.name : `CPU${one.cpu}`;
}

function lanesOf(story: Story): readonly string[] {
  return [...new Set(story.threads.map((_, thread) => laneOf(story, thread)))];
}

function* runOf(story: Story): Generator<TraceEvent> {
  const stacks = story.threads.map((): string[] => []);
  const lanes = lanesOf(story);
  let now = 0;
  for (const [step, { thread, inside, events }] of story.steps.entries()) {
    const stack = stacks[thread];
    if (stack === undefined) throw new Error(`checker bug: step ${step} is of a thread that is not there`);
    const began = now;
    const track = { pid: threadsProcess, tid: thread + 1 };
    const begin = (call: OpenCall, place?: string): TraceEvent => {
      stack.push(call.function);
      const args = Object.fromEntries(call.args.map(({ name, value }) => [name, valueText(value)]));
      return {
        name: call.function,
        cat: 'call',
        ph: 'B',
        ...track,
        ts: now++,
        args: place === undefined ? args : { ...args, place },
      };
    };
    const end = (args: Readonly<Record<string, unknown>> = {}): TraceEvent => {
      const name = stack.pop() ?? '';
      return { name, cat: 'call', ph: 'E', ...track, ts: now++, args };
    };
    let same = 0;
    while (same < inside.length && stack[same] === inside[same]?.function) same++;
    while (stack.length > same) yield end();
    for (const call of inside.slice(same)) yield begin(call);
    for (const event of events) {
      if (event.kind === 'call') yield begin(event, placeText(event.place));
      else if (event.kind === 'return') {
        if (stack.length > 0) yield end(event.value === null ? {} : { returns: valueText(event.value) });
      } else yield { ...instant(event), ...track, ts: now++, args: { step: step + 1, ...detailOf(event) } };
    }
    now = Math.max(now, began + leastStep);
    const tid = lanes.indexOf(laneOf(story, thread)) + 1;
    const name = shortName(story.threads[thread]?.name ?? '', story.threads);
    yield { name, cat: 'step', ph: 'X', pid: cpusProcess, tid, ts: began, dur: now - began, args: { step: step + 1 } };
  }
  for (const wait of story.failure?.waits ?? []) {
    const tid = story.threads.findIndex(({ name }) => name === wait.thread) + 1;
    yield {
      name: `✗ waits for ever: ${wait.condition}`,
      cat: 'failure',
      ph: 'i',
      s: 't',
      pid: threadsProcess,
      tid,
      ts: now,
    };
  }
  for (const [thread, stack] of stacks.entries())
    for (const name of [...stack].reverse())
      yield { name, cat: 'call', ph: 'E', pid: threadsProcess, tid: thread + 1, ts: now + 1, args: { open: true } };
}

function instant(event: Exclude<Event, { kind: 'call' | 'return' }>): Pick<TraceEvent, 'name' | 'cat' | 'ph' | 's'> {
  const name =
    event.kind === 'read'
      ? readsText([event], [])
      : event.kind === 'write'
        ? writesTexts([event], []).join()
        : otherText(event);
  const free = (event.kind === 'read' || event.kind === 'write') && event.free;
  return { name, cat: free ? 'free' : event.kind, ph: 'i', s: 't' };
}

function detailOf(event: Exclude<Event, { kind: 'call' | 'return' }>): Readonly<Record<string, unknown>> {
  const place = placeText(event.place);
  if (event.kind === 'read') return { cell: cellName(event.location), value: valueText(event.value), place };
  if (event.kind !== 'write') return { place };
  return { cell: cellName(event.location), before: valueText(event.before), value: valueText(event.value), place };
}
