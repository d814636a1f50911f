// SPDX-License-Identifier: MIT
// What narrating code calls for what is no access of memory: calls, waits, choices, objects, notes and faults become events.

import type { Telling } from '../code/code.ts';
import { datumOf } from '../code/values.ts';
import type { Datum, NamedValue } from '../program.ts';
import { there } from '../there.ts';
import type { Kept, Log } from './kept.ts';
import { locationOf, type NarratorInput } from './location.ts';

export function happenings(input: NarratorInput, kept: Kept, log: Log) {
  const nameOf = (cell: number, element: number): string => {
    const cells = kept.cells.get(cell);
    const { object, field, index } = locationOf(cells, element, input.objectName);
    return [`${object}.${field}${index === null ? '' : `[${index}]`}`, ...cells.part].join('.');
  };

  return {
    enter(activation: number, values: readonly number[]): void {
      const item = kept.activations.get(activation);
      if (item.gate && item.caller?.gate !== true) {
        log.gate = log.events.length;
        return;
      }
      const told = data(
        item.args.map((arg) => arg.value),
        values,
      );
      const args = item.args.map(({ name }, i): NamedValue => ({ name, value: there(told, i, 'argument') }));
      log.events.push({ kind: 'call', function: item.function, args, place: item.place, depth: item.depth });
    },
    leave(activation: number, telling: number, values: readonly number[]): void {
      const item = kept.activations.get(activation);
      log.events.push({
        kind: 'return',
        function: item.function,
        value: telling < 0 ? null : there(data(kept.tellings.get(telling), values), 0, 'result'),
        place: item.place,
        depth: item.depth,
      });
    },
    /** What it waits for: where stores wait in no buffer, for nothing. */
    fence(satisfied: boolean, place: number, activation: number): void {
      if (input.machine?.model !== 'tso') return;
      const { depth } = kept.activations.get(activation);
      log.events.push({
        kind: 'wait',
        satisfied,
        source: 'an empty store buffer',
        reads: [],
        place: kept.places.get(place),
        depth,
      });
    },
    wait(satisfied: boolean, guard: number, place: number, activation: number): void {
      const { source, reads } = kept.guards.get(guard);
      if (satisfied && kept.activations.get(activation).gate) {
        log.events.splice(log.gate);
        return;
      }
      log.events.push({
        kind: 'wait',
        satisfied,
        source,
        reads,
        ...kept.where(place, activation),
      });
    },
    choose(n: number, value: number, place: number, activation: number): void {
      log.events.push({ kind: 'choose', n, value, ...kept.where(place, activation) });
    },
    object(
      kind: 'alloc' | 'free',
      pool: number,
      reference: number,
      ...rest: [place: number, activation: number]
    ): void {
      const [place, activation] = rest;
      const owner = there(input.memory.pools, pool, 'pool').class;
      log.events.push({
        kind,
        object: input.objectName(owner.id, reference - 1),
        ...kept.where(place, activation),
      });
    },
    note(text: number, telling: number, values: readonly number[], ...rest: [place: number, activation: number]): void {
      const [place, activation] = rest;
      log.events.push({
        kind: 'note',
        text: kept.texts.get(text),
        values: data(kept.tellings.get(telling), values),
        ...kept.where(place, activation),
      });
    },
    fault(index: number, activation: number, value?: number, ...to: readonly number[]): void {
      const fault = input.faults[index];
      if (fault === undefined) throw new Error(`checker bug: there is no fault ${index}`);
      const [cell, element] = to;
      const wanted = cell === undefined || element === undefined ? value : `${nameOf(cell, element)} would be ${value}`;
      const message = value === undefined ? fault.message : `${fault.message}: ${wanted}`;
      const { place } = fault;
      log.events.push({
        kind: 'fault',
        fault: { ...fault, message },
        place,
        depth: kept.activations.get(activation).depth,
      });
    },
  };
}

/** What the tellings come to, one after the other. */
function data(items: readonly Telling[], values: readonly number[]): readonly Datum[] {
  let i = 0;
  const next = (): number | null => {
    const value = values[i++];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  return items.map((item) => datumOf(item, next));
}
