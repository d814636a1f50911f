// SPDX-License-Identifier: MIT
// A run as data: schema `faultline.run/1`, documented field by field in docs/json.md. Fields may be added; none is renamed, removed
// or given another meaning without a new schema number. Values are texts, as a model would write them.

import type { Event, NamedValue } from '../../compile/program.ts';
import { cellName } from '../../explore/cells.ts';
import { type Choices, formatTrace } from '../../explore/trace.ts';
import type { Failure } from '../../explore/verdict.ts';
import { otherText } from '../../report/effects.ts';
import type { Story } from '../../report/story.ts';
import { valueText } from '../../report/values.ts';
import { placeText } from '../../report/words.ts';

export interface RunHeading {
  readonly claim: string;
  readonly title: string;
  readonly variant: string;
  readonly checksum: string;
  readonly choices: Choices;
}

export function runJson(story: Story, { claim, title, variant, checksum, choices }: RunHeading): string {
  const document = {
    schema: 'faultline.run/1',
    claim,
    title,
    variant,
    model: checksum,
    replay: formatTrace(choices),
    threads: story.threads.map(({ name, role, cpu }) => ({ name, role, cpu })),
    failure: story.failure === null ? null : failureOf(story.failure),
    steps: story.steps.map(({ thread, inside, events }) => ({
      thread: story.threads[thread]?.name,
      inside: inside.map((call) => call.function),
      events: events.map(eventOf),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function failureOf({ kind, property, message, loop, due, waits }: Failure): object {
  return {
    kind,
    property,
    message,
    loop,
    due: due ?? null,
    waits: waits.map((wait) => ({
      thread: wait.thread,
      function: wait.function,
      condition: wait.condition,
      cell: wait.location === null ? null : cellName(wait.location),
      heldBy: wait.heldBy,
      cycle: wait.cycle,
    })),
  };
}

function eventOf(event: Event): object {
  const { kind } = event;
  const place = placeText(event.place);
  switch (kind) {
    case 'call':
      return { kind, function: event.function, args: argsOf(event.args), place };
    case 'return':
      return { kind, function: event.function, value: event.value === null ? null : valueText(event.value), place };
    case 'read':
      return {
        kind,
        cell: cellName(event.location),
        value: valueText(event.value),
        ...how(event),
        free: event.free,
        place,
      };
    case 'write': {
      const [before, value] = [valueText(event.before), valueText(event.value)];
      return { kind, cell: cellName(event.location), before, value, ...how(event), free: event.free, place };
    }
    case 'wait':
      return { kind, condition: event.source, satisfied: event.satisfied, place };
    case 'choose':
      return { kind, of: event.n, value: event.value, place };
    case 'alloc':
    case 'free':
      return { kind, object: event.object, place };
    case 'note':
      return { kind, text: otherText(event), place };
    case 'fault':
      return { kind, message: event.fault.message, place };
  }
}

function argsOf(args: readonly NamedValue[]): object {
  return Object.fromEntries(args.map(({ name, value }) => [name, valueText(value)]));
}

/** Where what was read or written is not what memory holds. */
function how(event: Extract<Event, { kind: 'read' | 'write' }>): Pick<typeof event, 'how'> {
  return event.how === undefined ? {} : { how: event.how };
}
