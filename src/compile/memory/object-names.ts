// SPDX-License-Identifier: MIT
// What the objects that world() made are called when they are printed.

import { type DeclarationId, nameOf } from '../../lang/tree.ts';
import type { Built } from './world.ts';
import type { WorldObject, WorldValue } from './world-values.ts';

/** Names by which world()'s roots reach the objects: `mm`, `mm.mmap_lock`, `mapping.slots[0]`; the shortest wins. A name is for good
 *  and for one object: no way to it leads over what somebody writes, or over what is not the same in all worlds. What no root
 *  reaches so is called by class and number, and what it holds for good by the way from there: `node#0.lock`. */
export function nameObjects(
  worlds: readonly Built[],
  isWritten: (id: DeclarationId, field: string) => boolean,
): ReadonlyMap<string, string> {
  const [first, ...others] = worlds.map((world) => namesIn(world, isWritten));
  if (first === undefined) throw new Error('checker bug: world() made nothing');
  return new Map([...first].filter(([key, name]) => others.every((names) => names.get(key) === name)));
}

function namesIn(
  { root, objects }: Built,
  isWritten: (id: DeclarationId, field: string) => boolean,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const heldBy = (object: WorldObject, name: string): readonly Named[] =>
    [...object.fields].flatMap(([field, value]) =>
      isWritten(object.class, field) ? [] : [{ name: name === 'w' ? field : `${name}.${field}`, value }],
    );
  const follow = (from: readonly Named[]): void => {
    const queue = [...from];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { name, value } = next;
      if (value === null || typeof value !== 'object') continue;
      if (value.kind === 'object') {
        const key = keyOf(value);
        if (names.has(key)) continue;
        names.set(key, name);
        queue.push(...heldBy(value, name));
      } else if (value.kind === 'array') {
        value.items.forEach((inner, i) => {
          queue.push({ name: `${name}[${i}]`, value: inner });
        });
      } else if (value.kind === 'record') {
        for (const [field, inner] of value.fields) queue.push({ name: `${name}.${field}`, value: inner });
      }
    }
  };
  const isRecord = root !== null && typeof root === 'object' && root.kind === 'record';
  follow(isRecord ? [...root.fields].map(([name, value]) => ({ name, value })) : [{ name: 'w', value: root }]);
  const unnamed = [...objects.values()].flat().filter((object) => !names.has(keyOf(object)));
  const held = new Set(unnamed.flatMap((object) => heldBy(object, '').flatMap(({ value }) => objectsIn(value))));
  for (const object of unnamed)
    if (!held.has(keyOf(object))) follow([{ name: `${nameOf(object.class)}#${object.index}`, value: object }]);
  return names;
}

interface Named {
  readonly name: string;
  readonly value: WorldValue;
}

const keyOf = ({ class: id, index }: WorldObject): string => `${id}/${index}`;

function objectsIn(value: WorldValue): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  if (value.kind === 'object') return [keyOf(value)];
  if (value.kind === 'array') return value.items.flatMap(objectsIn);
  return value.kind === 'record' ? [...value.fields.values()].flatMap(objectsIn) : [];
}
