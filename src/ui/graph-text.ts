// SPDX-License-Identifier: MIT
// A value with everything that it refers to as one JSON text, and back: objects that are the same stay the same, Maps and
// Sets come along. A Tree is such a value. Hard case: nesting deeper than a stack, so nothing here recurses; and a text that
// somebody else wrote, so every reference is checked before it is followed.

type Packed = readonly [shapes: readonly (readonly string[])[], nodes: readonly unknown[]];

/** In the place of the number of a shape. */
const kinds = { array: -1, map: -2, set: -3, undefined: -4, number: -5 } as const;

export function graphText(root: unknown): string {
  const shapes = new Map<string, number>();
  const known = new Map<unknown, number>();
  const values: unknown[] = [];
  const refer = (value: unknown): number => {
    const before = known.get(value);
    if (before !== undefined) return before;
    known.set(value, values.length);
    return values.push(value) - 1;
  };
  const shapeOf = (keys: readonly string[]): number => {
    const key = JSON.stringify(keys);
    const before = shapes.get(key);
    if (before !== undefined) return before;
    shapes.set(key, shapes.size);
    return shapes.size - 1;
  };
  const nodeOf = (value: unknown): unknown => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : [kinds.number, String(value)];
      case 'undefined':
        return [kinds.undefined];
      case 'object':
        if (value === null) return null;
        if (Array.isArray(value)) return [kinds.array, ...value.map(refer)];
        if (value instanceof Map) return [kinds.map, ...[...value].flatMap(([k, v]) => [refer(k), refer(v)])];
        if (value instanceof Set) return [kinds.set, ...[...value].map(refer)];
        if (Object.getPrototypeOf(value) !== Object.prototype)
          throw new Error(`checker bug: ${value.constructor.name} cannot be written down`);
        return [shapeOf(Object.keys(value)), ...Object.values(value).map(refer)];
      default:
        throw new Error(`checker bug: a ${typeof value} cannot be written down`);
    }
  };
  refer(root);
  const nodes: unknown[] = [];
  // Grows while it is gone through.
  for (let at = 0; at < values.length; at++) nodes.push(nodeOf(values[at]));
  const packed: Packed = [[...shapes.keys()].map((key) => JSON.parse(key)), nodes];
  return JSON.stringify(packed);
}

/** @throws Error where it is no such text */
export function graphOf(text: string): unknown {
  const [shapes, nodes] = JSON.parse(text) as Packed;
  const made = nodes.map((node) => emptyOf(node, shapes));
  const at = (reference: unknown): unknown => {
    if (typeof reference !== 'number' || !(reference in made)) throw new Error('not a graph: a reference to nothing');
    return made[reference];
  };
  nodes.forEach((node, index) => {
    if (!Array.isArray(node)) return;
    const [kind, ...references] = node;
    const value = made[index];
    if (Array.isArray(value)) for (const one of references) value.push(at(one));
    else if (value instanceof Set) for (const one of references) value.add(at(one));
    else if (value instanceof Map)
      for (let i = 0; i < references.length; i += 2) value.set(at(references[i]), at(references[i + 1]));
    else if (typeof value === 'object' && value !== null) {
      const keys = shapes[kind] ?? [];
      keys.forEach((key, i) => {
        // Not by assignment: a key may be `__proto__`.
        Object.defineProperty(value, key, {
          value: at(references[i]),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      });
    }
  });
  return made[0];
}

function emptyOf(node: unknown, shapes: Packed[0]): unknown {
  if (!Array.isArray(node)) return node;
  const [kind, text] = node;
  switch (kind) {
    case kinds.array:
      return [];
    case kinds.map:
      return new Map();
    case kinds.set:
      return new Set();
    case kinds.undefined:
      return undefined;
    case kinds.number:
      return Number(text);
    default:
      if (shapes[kind] === undefined) throw new Error('not a graph: an object of no shape');
      return {};
  }
}
