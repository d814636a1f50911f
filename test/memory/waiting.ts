// SPDX-License-Identifier: MIT
// Random code that waits: threads, a daemon, an environment, some of them kept waiting by `when`; barriers, exchanges, sections of every
// order, choices, loops that end. The axioms know nothing of waiting, so what may come of it under one memory model is compared with what
// may under a stronger one.

import { createRandom } from '../../src/explore/random.ts';
import { Chances } from './chances.ts';

const orders = ['relaxed', 'acquire', 'release', 'full', 'lock', 'local'];
const barriers = ['smp_mb()', 'smp_rmb()', 'smp_wmb()', 'smp_mb__before_atomic()', 'smp_mb__after_atomic()'];

interface Around {
  /** Which thread; null: none that has an end. */
  readonly thread: number | null;
  readonly locals: readonly string[];
  readonly depth: number;
  /** Nothing of it stands alone. */
  readonly within: boolean;
}

export class Waiting {
  readonly text: string;
  readonly #draw: Chances;
  #names = 0;

  /** @param words whether sections may be about objects */
  constructor(
    seed: number,
    private readonly words = false,
  ) {
    this.#draw = new Chances(createRandom(seed));
    const most = this.#draw.chance(30) ? 3 : 2;
    const size = most === 3 ? 4 : 6;
    const threads = Array.from({ length: most }, (_, thread) => {
      const when = this.#when();
      const code = this.#statements(size, { thread, locals: [], depth: 0, within: false }).join(' ');
      return `CPU${thread}: ${kept(when, `${code}${when === '' ? '' : written} w.s.done[${thread}] = true;`)}`;
    });
    const round = (when: string): string => `${this.#first(when)} ${this.#statements(2).join(' ')}${written}`;
    const [first, second] = [this.#when(), this.#when()];
    const daemon = this.#draw.chance(30) ? `daemons: { 'CPU0 D': ${kept(first, round(first))} },` : '';
    const environment = this.#draw.chance(25)
      ? `environment: { E: { steps: ${2 + this.#draw.below(6)}, ${second}run(w) { ${round(second)} w.s.rounds++; } } },`
      : '';
    this.text = `${imports}
class shared { off: instant<bool> = false; begun: ghost<bool> = false; x: int<0, 3> = 0; y: int<0, 3> = 0; z: int<0, 3> = 0; done: ghost<array<bool, 3>> = array(3, false); got: ghost<array<int<0, 3>, 3>> = array(3, 0); rounds: ghost<int<0, 4>> = 0; }
class edge { n: u8 = 0; }
export default scenario({
  title: 'waiting',
  world() { return { s: new shared(), t: new edge() }; },
  threads: { ${threads.join(', ')} },
  ${daemon} ${environment}
  sometimes: { begins: (w) => w.s.x === 0 },
  outcomes: { x: (w) => w.s.x + 0, y: (w) => w.s.y + 0, z: (w) => w.s.z + 0, rounds: (w) => w.s.rounds + 0, ${told} },
  claims: [],
});
`;
  }

  /** What `off` is, nobody sees late. */
  #when(): string {
    return this.#draw.chance(20) ? `when: (w) => ${this.#draw.pick(['!w.s.off', '!w.s.off', 'w.s.off'])}, ` : '';
  }

  /** Behind a barrier that its body begins with, a daemon is at its top; behind a choice as well. */
  #first(when: string): string {
    const kind = this.#draw.below(5);
    const wait = `waitUntil(() => ${this.#condition([])});`;
    if (kind < 2) return `${this.#draw.pick(barriers)}; ${kind === 0 && when === '' ? 'w.s.begun = true;' : ''}`;
    if (kind === 2) return wait;
    return kind === 3 ? `if (maybe()) { ${this.#draw.pick(barriers)}; ${wait} } else ${wait}` : '';
  }

  #cell(): string {
    return `w.s.${this.#draw.pick(['x', 'x', 'y', 'y', 'z'])}`;
  }

  #value(locals: readonly string[]): string {
    return locals.length > 0 && this.#draw.chance(30)
      ? `(${this.#draw.pick(locals)} + 1) & 3`
      : String(this.#draw.below(3));
  }

  #condition(locals: readonly string[]): string {
    if (locals.length > 0 && this.#draw.chance(50)) return `${this.#draw.pick(locals)} === ${this.#draw.below(2)}`;
    return `${this.#cell()} ${this.#draw.pick(['===', '!=='])} ${this.#draw.below(2)}`;
  }

  #statements(most: number, around: Around = { thread: null, locals: [], depth: 0, within: false }): readonly string[] {
    const made: string[] = [];
    let { locals } = around;
    for (let i = 1 + this.#draw.below(most); i > 0; i--) {
      const local = `r${this.#names++}`;
      const one = this.#statement({ ...around, locals }, local);
      made.push(one);
      if (!one.startsWith(`const ${local} `)) continue;
      locals = [...locals, local];
      if (around.thread !== null) made.push(`w.s.got[${around.thread}] = ${local};`);
    }
    return made;
  }

  #statement(around: Around, local: string): string {
    const { locals, depth, within } = around;
    const inner = { ...around, depth: depth + 1 };
    const kind = this.#draw.below(depth > 1 ? 64 : 100);
    const [cell, value] = [this.#cell(), this.#value(locals)];
    if (kind < 22)
      return within
        ? `${cell} = ${value};`
        : `${this.#draw.pick(['WRITE_ONCE', 'WRITE_ONCE', 'smp_store_release', 'smp_store_mb'])}(${cell}, ${value});`;
    if (kind < 40)
      return within
        ? `const ${local} = ${cell};`
        : `const ${local} = ${this.#draw.pick(['READ_ONCE', 'READ_ONCE', 'smp_load_acquire'])}(${cell});`;
    if (within) return `${cell} = (${cell} + 1) & 3;`;
    if (kind < 43) return `${this.#draw.pick(barriers)};`;
    if (kind < 51)
      return `const ${local} = xchg${this.#draw.pick(['', '_relaxed', '_acquire', '_release'])}(${cell}, ${value});`;
    if (kind < 57) return `waitUntil(() => ${this.#condition([])}${this.#draw.chance(30) ? ", 'acquire'" : ''});`;
    if (kind < 59) return `WRITE_ONCE(${cell}, ${value});`;
    if (kind < 61) return `w.s.off = ${this.#draw.chance(50)};`;
    if (kind < 64) return `const ${local} = choose(2);`;
    if (kind < 78) {
      const first = this.#draw.chance(12) ? `waitUntil(() => ${this.#condition([])}); ` : '';
      const body = `() => { ${first}${this.#statements(2, { ...inner, within: true }).join(' ')} }`;
      if (this.words && this.#draw.chance(75))
        return `atomically('${this.#draw.pick([...orders, 'locked'])}', w.${this.#draw.pick(['s', 's', 't'])}, ${body});`;
      return `atomically(${body}, '${this.#draw.pick(orders)}');`;
    }
    if (kind < 92) return `if (${this.#condition(locals)}) { ${this.#statements(2, inner).join(' ')} }`;
    return `for (let ${local}: u8 = 0; ${local} < 2; ${local}++) { ${this.#statements(1, inner).join(' ')} }`;
  }
}

/** Then nobody reads a constant, which is no touch: what is behind a barrier without one is never done where `when` is false for good. */
const written = ' WRITE_ONCE(w.s.z, 1); WRITE_ONCE(w.s.y, 0); WRITE_ONCE(w.s.x, 1);';

const kept = (when: string, body: string): string =>
  when === '' ? `(w) => { ${body} }` : `{ ${when}run(w) { ${body} } }`;

const told = [0, 1, 2].map((t) => `done${t}: (w) => w.s.done[${t}], got${t}: (w) => w.s.got[${t}]`).join(', ');

const imports = `import { array, atomically, type bool, choose, type ghost, type instant, type int, maybe, READ_ONCE, scenario, smp_load_acquire, smp_mb,
  smp_mb__after_atomic, smp_mb__before_atomic, smp_rmb, smp_store_mb, smp_store_release, smp_wmb, type u8, waitUntil, WRITE_ONCE, xchg,
  xchg_acquire, xchg_relaxed, xchg_release } from 'faultline';`;
