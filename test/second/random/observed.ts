// SPDX-License-Identifier: MIT
// What can be told apart in a state: compared for every state. Few numbers that hold much, because each function of a
// scenario costs time to be read.

/** Functions of the library. Parts do not overlap: of an i8, 8 bits; of int<0, 3> and of two flags, 2. */
export const seen = `export function parts(o: obj): i32 {
  const fits = (o.m + 128) * 4 + o.leaf.v + 1024 * o.own.v + 4096 * (o.flag ? 1 : 0) + 8192 * o.kind;
  const whole = 4 * o.r.v + o.xs[0] + 16 * o.xs[1] + 64 * (o.r.on ? 1 : 0) + 128 * (o.item === null ? 1 : 0) + 256 * (o.ops === null ? 1 : 0);
  return fits + 32768 * whole;
}
export function links(o: obj, other: obj): i32 {
  const near = link(o.next, other) + 3 * link(o.refs[0], other) + 9 * link(o.refs[1], other) + 27 * link(o.r.to, other);
  return near + 81 * o.recs[0].v + 324 * o.recs[1].v + 1296 * o.seen;
}
export function link(to: obj | null, other: obj): i32 { return to === null ? 0 : to === other ? 1 : 2; }`;

export const observed = [
  'an: (w) => w.a.n',
  'ab: (w) => w.a.big',
  'ap: (w) => parts(w.a)',
  'al: (w) => links(w.a, w.b)',
  'bn: (w) => w.b.n',
  'bb: (w) => w.b.big',
  'bp: (w) => parts(w.b)',
  'bl: (w) => links(w.b, w.a)',
];
