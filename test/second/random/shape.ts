// SPDX-License-Identifier: MIT
// A random scenario about one thing: with a world, bodies and properties of its own, in which what it is about is likely.

export type Lines = readonly string[];

export interface Bodies {
  readonly threads: Lines;
  readonly daemons: Lines;
  readonly environments: Lines;
}

export interface Shape {
  /** Functions of its own. */
  readonly declared?: Lines;
  /** Lines of world(). */
  readonly world: Lines;
  readonly bodies: Bodies;
  readonly properties: Lines;
  /** Besides what is observed of w.a and w.b. */
  readonly observed?: Lines;
}

export const indented = (lines: Lines): Lines => lines.map((line) => `  ${line}`);
export const bodyOf = (lines: Lines): string => `(w) {\n${lines.map((line) => `      ${line}`).join('\n')}\n    }`;

/** Two objects that begin alike. */
export const twoAlike: Lines = [
  'const a = new obj(1); const b = new obj(3);',
  ...['a', 'b'].map((name) => `${name}.m = 0; ${name}.flag = false; ${name}.xs[0] = 0; ${name}.xs[1] = 0;`),
  'pool(item, 1);',
  'return { a, b };',
];
