// SPDX-License-Identifier: MIT
// The classic shapes, made along cycles: `PodWW Rfe PodRR Fre` is message passing. Each edge of program order is tried with
// every barrier, ordering, dependency and lock that fits it. What is asked is whether the cycle can be seen.

import type { Instruction, Operand, Place, SmallProgram } from './programs.ts';

type Direction = 'R' | 'W';
/** What stands between two accesses of a thread. */
export type Link = 'po' | 'mb' | 'rmb' | 'wmb' | 'release' | 'acquire' | 'addr' | 'data' | 'ctrl' | 'lock';

export const cycles: Readonly<Record<string, string>> = {
  CoRR: 'Rfe PosRR Fre',
  CoRW: 'Rfe PosRW Wse',
  CoWR: 'Wse PosWR Fre',
  SB: 'PodWR Fre PodWR Fre',
  MP: 'PodWW Rfe PodRR Fre',
  LB: 'PodRW Rfe PodRW Rfe',
  R: 'PodWW Wse PodWR Fre',
  S: 'PodWW Rfe PodRW Wse',
  '2+2W': 'PodWW Wse PodWW Wse',
  WRC: 'Rfe PodRW Rfe PodRR Fre',
  RWC: 'Rfe PodRR Fre PodWR Fre',
  ISA2: 'PodWW Rfe PodRW Rfe PodRR Fre',
  'Z6.0': 'PodWW Rfe PodRW Wse PodWR Fre',
  IRIW: 'Rfe PodRR Fre Rfe PodRR Fre',
};

const fitting: Readonly<Record<string, readonly Link[]>> = {
  WW: ['po', 'mb', 'wmb', 'release', 'lock'],
  RR: ['po', 'mb', 'rmb', 'acquire', 'addr', 'lock'],
  RW: ['po', 'mb', 'acquire', 'release', 'addr', 'data', 'ctrl', 'lock'],
  WR: ['po', 'mb', 'lock'],
};

export interface Shape {
  readonly program: SmallProgram;
  /** `exists (1:r0=1 /\ 1:r1=0)` */
  readonly asked: string;
}

interface Node {
  readonly direction: Direction;
  readonly variable: number;
  /** The edge to it, and from it. */
  readonly before: Edge;
  readonly after: Edge;
}

interface Edge {
  readonly text: string;
  readonly link: Link | null;
}

const names = ['x', 'y', 'z', 'w'];

/** Every shape of a cycle; in a location of its own, coherence alone decides, and there is one. */
export function shapesOf(name: string): readonly Shape[] {
  const edges = (cycles[name] ?? '').split(' ');
  const choices = edges.map((text): readonly (Link | null)[] =>
    text.startsWith('Pod') ? (fitting[text.slice(3)] ?? []) : [null],
  );
  return combinations(choices).flatMap((links) => {
    const shape = shapeOf(
      name,
      edges.map((text, i) => ({ text, link: links[i] ?? null })),
    );
    return shape === null ? [] : [shape];
  });
}

function combinations<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  const [first, ...others] = lists;
  if (first === undefined) return [[]];
  return first.flatMap((one) => combinations(others).map((rest) => [one, ...rest]));
}

const isProgramOrder = ({ text }: Edge): boolean => text.startsWith('Po');

function from({ text }: Edge): Direction {
  return text.startsWith('Po') ? (text.at(3) as Direction) : text.startsWith('Fr') ? 'R' : 'W';
}

/** Null: a dependency does not fit what its register holds. */
function shapeOf(cycle: string, edges: readonly Edge[]): Shape | null {
  const apart = edges.filter(({ text }) => text.startsWith('Pod')).length;
  const variables = Math.max(1, apart);
  let variable = 0;
  const nodes = edges.map((after, i): Node => {
    const node = { direction: from(after), variable: variable % variables, before: at(edges, i - 1), after };
    if (after.text.startsWith('Pod')) variable++;
    return node;
  });
  const next = (i: number): number => (i + 1) % nodes.length;
  // In each variable, which write comes before which: Wse says so, and Fre of what the read took its value from.
  const writes = names.map((_, one) =>
    nodes.flatMap((node, i) => (node.variable === one && node.direction === 'W' ? [i] : [])),
  );
  const isBefore = (a: number, b: number): boolean =>
    nodes.some(({ after }, i) => {
      if (next(i) !== b) return false;
      return after.text === 'Wse' ? i === a : after.text === 'Fre' && sourceOf(i) === a;
    });
  const sourceOf = (read: number): number | null =>
    at(nodes, read).before.text === 'Rfe' ? (read + nodes.length - 1) % nodes.length : null;
  const ranked = writes.map((some) => [...some].sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : a - b)));
  const rankOf = (write: number): number => 1 + at(ranked, at(nodes, write).variable).indexOf(write);
  const read = (i: number): number => {
    const source = sourceOf(i);
    return source === null ? 0 : rankOf(source);
  };
  /** The read whose register holds the address of the variable of node i. */
  const addressing = (i: number): number | null => {
    const { before } = at(nodes, i);
    return before.link === 'addr' ? (i + nodes.length - 1) % nodes.length : null;
  };
  const pointing = new Map<number, number>();
  for (const [i] of nodes.entries()) {
    const through = addressing(i);
    if (through === null) continue;
    const { variable: pointer } = at(nodes, through);
    const only = at(writes, pointer);
    if (sourceOf(through) === null || only.length !== 1 || pointing.has(pointer)) return null;
    if (at(nodes, at(only, 0)).before.link === 'data') return null;
    if (nodes.some((node, other) => node.direction === 'R' && node.variable === pointer && other !== through))
      return null;
    pointing.set(pointer, at(nodes, i).variable);
  }
  // A value that is computed from an address is none.
  if (
    nodes.some(
      ({ before, variable: own }, i) =>
        before.link === 'data' &&
        (pointing.has(own) || pointing.has(at(nodes, (i + nodes.length - 1) % nodes.length).variable)),
    )
  )
    return null;
  if (
    nodes.some(
      ({ before }, i) =>
        before.link === 'ctrl' && pointing.has(at(nodes, (i + nodes.length - 1) % nodes.length).variable),
    )
  )
    return null;
  if ([...pointing.values()].some((pointed) => pointing.has(pointed))) return null;

  const threads: Instruction[][] = [];
  const facts: string[] = [];
  let registers = 0;
  const register = new Map<number, string>();
  for (const [i, node] of nodes.entries()) {
    if (i === 0 || !isProgramOrder(node.before)) {
      threads.push([]);
      registers = 0;
    }
    const code = at(threads, threads.length - 1);
    const { link } = node.before;
    if (link === 'mb' || link === 'rmb' || link === 'wmb') code.push({ kind: 'fence', fence: link });
    if (node.after.link === 'lock') code.push({ kind: 'lock', of: 's' });
    const through = addressing(i);
    const place: Place =
      through === null
        ? { kind: 'variable', name: at(names, node.variable) }
        : { kind: 'behind', register: register.get(through) ?? '' };
    const pointed = pointing.get(node.variable);
    let access: Instruction;
    if (node.direction === 'R') {
      const name = `r${registers++}`;
      register.set(i, name);
      access = { kind: 'read', register: name, from: place, order: node.after.link === 'acquire' ? 'acquire' : 'once' };
      const value = pointed !== undefined && sourceOf(i) !== null ? at(names, pointed) : String(read(i));
      facts.push(`${threads.length - 1}:${name}=${value}`);
    } else {
      const last = (i + nodes.length - 1) % nodes.length;
      const value: Operand =
        pointed !== undefined
          ? { kind: 'address', of: at(names, pointed) }
          : link === 'data'
            ? { kind: 'sum', register: register.get(last) ?? '', value: rankOf(i) - read(last) }
            : { kind: 'number', value: rankOf(i) };
      access = { kind: 'write', to: place, value, order: link === 'release' ? 'release' : 'once' };
    }
    if (link === 'ctrl') {
      const last = (i + nodes.length - 1) % nodes.length;
      code.push({ kind: 'if', register: register.get(last) ?? '', is: read(last), body: [access] });
    } else code.push(access);
    if (link === 'lock') code.push({ kind: 'unlock', of: 's' });
  }
  for (const [one, order] of ranked.entries()) if (order.length > 1) facts.push(`${at(names, one)}=${order.length}`);
  const links = edges.flatMap(({ link }) => link ?? []);
  const program: SmallProgram = {
    name: [cycle, ...links].join('+'),
    variables: {
      ...Object.fromEntries(names.slice(0, variables).map((name, one) => [name, pointing.has(one) ? 'u' : 0])),
      ...(pointing.size > 0 ? { u: 0 } : {}),
    },
    locks: links.includes('lock') ? ['s'] : [],
    threads,
  };
  return { program, asked: `exists (${facts.join(' /\\ ')})` };
}

function at<T>(list: readonly T[], index: number): T {
  const one = list.at(index);
  if (one === undefined) throw new Error(`nothing at ${index}`);
  return one;
}
