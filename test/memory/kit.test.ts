// SPDX-License-Identifier: MIT
// The orders of the kit's pieces: what each of them promises is kept where memory is weak, and is not with any one of its orders taken
// away. A text of the piece is replaced for that, in memory only.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { check } from '../explore/check.ts';
import { parseFiles, print } from '../lang/model.ts';
import { cells, type Piece, pieces } from './kit-pieces.ts';

const root = new URL('../../kit/', import.meta.url);
const kit = new Map(readdirSync(root).map((name) => [name, readFileSync(new URL(name, root), 'utf8')]));

function source({ imports, world, threads, atEnd = 'true' }: Piece): string {
  const bodies = Object.entries(threads).map(([name, body]) => `'${name}'(w) { ${body} },`);
  return `
    import { type array, array as fill, assert, READ_ONCE, rcu_dereference, scenario, smp_mb, type u8, type bool, WRITE_ONCE, type ghost } from 'faultline';
    ${imports}
    class cell { n: u8 = 0; }
    class values { readonly of: array<u8, 5> = fill(5, 0); }
    class seen { shown: ghost<bool> = false; n: ghost<u8> = 0; }
    export default scenario({
      title: 'piece',
      world() { ${world} },
      threads: { ${bodies.join('\n')} },
      atEnd: { promised: (w) => ${atEnd} },
      sometimes: { begun: () => true },
    });`;
}

function verdict(text: string, judge: string, memory: MemoryModel, replaced: ReadonlyMap<string, string>): string {
  const files = Object.fromEntries([...replaced].map(([name, code]) => [`kit/${name}`, code]));
  const { tree, diagnostics } = parseFiles({ 'm.ts': text, ...files }, ['m.ts']);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(print).join('\n'));
  const [scenario] = tree.scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  return check(compile(tree, { scenario, layers: [], judgeWarnings: false, memory }), judge).kind;
}

/** The last of them, where it occurs more than once: what stands first is often in another function. */
function replace(text: string, [from, to]: readonly [string, string]): string {
  const at = text.indexOf(from);
  if (at < 0) throw new Error(`nothing says ${from}`);
  return text.slice(0, at) + to + text.slice(at + from.length);
}

const models = ['sc', 'tso', 'weak'] as const;
const verdicts = (piece: Piece, memory: MemoryModel, text = source(piece), files = kit): string => {
  const judges = piece.judge === '' ? ['ASSERTS', 'promised'] : [piece.judge];
  const found = judges.map((judge) => verdict(text, judge, memory, files));
  return found.find((one) => one !== 'holds') ?? 'holds';
};

describe.each(Object.entries(pieces))('%s', (_name, piece) => {
  test('keeps what it promises', () => {
    expect(models.map((memory) => verdicts(piece, memory))).toEqual(['holds', 'holds', 'holds']);
  });

  const weakened = piece.without.map(
    ([file, from, to, where]) => [`${file}: ${from.replaceAll(/\s+/g, ' ')}`, file, from, to, where] as const,
  );
  test.each(weakened)('needs %s', (_what, file, from, to, where) => {
    const text = kit.get(file);
    if (text === undefined) throw new Error(`no ${file}`);
    const files = new Map(kit).set(file, replace(text, [from, to]));
    expect(verdicts(piece, 'sc', source(piece), files)).toBe('holds');
    expect(verdicts(piece, 'weak', source(piece), files)).toBe('fails');
    if (where !== undefined) expect(verdicts(piece, 'tso', source(piece), files)).toBe('fails');
  });

  if (piece.misused !== undefined)
    test.each(piece.misused)('is used wrongly without %s', (from, to) => {
      expect(verdicts(piece, 'weak', replace(source(piece), [from, to]))).toBe('fails');
    });
});

// Between a store and a read of another place they are no barrier: both may still read 0.
test.each([
  ['preempt_disable(w.own);', 'own: new cpu_t()', `import { cpu_t, preempt_disable } from './kit/cpu.ts';`],
  ['local_irq_disable(w.own);', 'own: new cpu_t()', `import { cpu_t, local_irq_disable } from './kit/cpu.ts';`],
  ['rcu_read_lock(w.own);', 'own: new rcu_state()', `import { rcu_read_lock, rcu_state } from './kit/rcu.ts';`],
  [
    'rcu_read_lock(w.own); rcu_read_unlock(w.own);',
    'own: new rcu_state()',
    `import { rcu_read_lock, rcu_read_unlock, rcu_state } from './kit/rcu.ts';`,
  ],
  [
    'this_cpu_inc(w.own, cpu());',
    'own: new per_cpu()',
    `import { cpu } from 'faultline'; import { per_cpu, this_cpu_inc } from './kit/percpu.ts';`,
  ],
])('%s waits for no store', (between, made, imports) => {
  const piece: Piece = {
    imports,
    world: `${cells('x', 'y')} return { x, y, ${made}, seen: new seen() };`,
    threads: {
      CPU0: `w.x.n = 1; ${between} const y = w.y.n; w.seen.shown = y === 0;`,
      CPU1: `w.y.n = 1; ${between} const x = w.x.n; w.seen.n = x === 0 ? 1 : 0;`,
    },
    atEnd: '!w.seen.shown || w.seen.n === 0',
    judge: 'promised',
    without: [],
  };
  expect(models.map((memory) => verdicts(piece, memory))).toEqual(['holds', 'fails', 'fails']);
});

// Who looks without the lock and finds nothing to do has not seen what was done under it.
test.each([
  [
    'try_wait_for_completion',
    `import { completion, try_wait_for_completion, wait_for_completion } from './kit/completion.ts';`,
    'const own = new completion(); own.done = 1;',
    'wait_for_completion(w.own);',
    'if (!try_wait_for_completion(w.own))',
  ],
  [
    'completion_done',
    `import { completion, completion_done, wait_for_completion } from './kit/completion.ts';`,
    'const own = new completion(); own.done = 1;',
    'wait_for_completion(w.own);',
    'if (!completion_done(w.own))',
  ],
  [
    'timer_delete',
    `import { timer_delete, timer_list } from './kit/timer.ts';`,
    'const own = new timer_list(); own.pending = true;',
    'timer_delete(w.own);',
    'if (!timer_delete(w.own))',
  ],
])('%s that finds nothing orders nothing', (_name, imports, made, taken, found) => {
  const piece: Piece = {
    imports,
    world: `${cells('x')} ${made} return { x, own };`,
    threads: {
      CPU0: `w.x.n = 1; ${taken}`,
      CPU1: `${found} assert(w.x.n === 1, 'taken after it');`,
    },
    judge: 'ASSERTS',
    without: [],
  };
  expect(models.map((memory) => verdicts(piece, memory))).toEqual(['holds', 'holds', 'fails']);
});

test.each([
  [
    'a completion that counts further than the model',
    `import { complete, completion } from './kit/completion.ts';`,
    'const own = new completion(); own.done = 6; return { own };',
    'complete(w.own);',
  ],
  [
    'add_timer() of a timer that is set',
    `import { add_timer, timer_list } from './kit/timer.ts';`,
    'return { own: new timer_list() };',
    'add_timer(w.own); add_timer(w.own);',
  ],
  [
    'local_bh_enable() with interrupts off',
    `import { cpu_t, local_bh_disable, local_bh_enable, local_irq_disable } from './kit/cpu.ts';`,
    'return { own: new cpu_t() };',
    'local_bh_disable(w.own); local_irq_disable(w.own); local_bh_enable(w.own);',
  ],
])('%s breaks the run', (_what, imports, world, body) => {
  const piece: Piece = { imports, world, threads: { CPU0: body }, judge: 'ASSERTS', without: [] };
  expect(models.map((memory) => verdicts(piece, memory))).toEqual(['fails', 'fails', 'fails']);
});

test('a wake-up behind a signal is not spent on who has the signal', () => {
  const piece: Piece = {
    imports: `import { prepare_to_wait_exclusive, send_signal, task_state, task_struct, wait_queue_head_t, wake_up } from './kit/wait.ts';`,
    world: 'return { q: new wait_queue_head_t(), first: new task_struct(), second: new task_struct() };',
    threads: {
      CPU0: `
        prepare_to_wait_exclusive(w.q, w.first, task_state.TASK_INTERRUPTIBLE);
        prepare_to_wait_exclusive(w.q, w.second, task_state.TASK_INTERRUPTIBLE);
        send_signal(w.first);
        wake_up(w.q);
        assert(w.second.state === task_state.TASK_RUNNING, 'the other one is woken');`,
    },
    judge: 'ASSERTS',
    without: [],
  };
  expect(models.map((memory) => verdicts(piece, memory))).toEqual(['holds', 'holds', 'holds']);
});

// Nor has who finds a lock taken seen what its last owner left.
test.each([
  [
    'test_and_set_bit_lock',
    `import { clear_bit_unlock, flags_t, test_and_set_bit_lock } from './kit/bitops.ts';`,
    'new flags_t(3)',
    'w.x.n = 1; clear_bit_unlock(1, w.lock);',
    'test_and_set_bit_lock(0, w.lock)',
  ],
  [
    'down_read_trylock',
    `import { down_read_trylock, down_write, rw_semaphore, up_write } from './kit/rwsem.ts';`,
    'new rw_semaphore()',
    'down_write(w.lock); w.x.n = 1; up_write(w.lock); down_write(w.lock);',
    '!down_read_trylock(w.lock)',
  ],
  [
    'down_write_trylock',
    `import { down_read, down_write, down_write_trylock, rw_semaphore, up_write } from './kit/rwsem.ts';`,
    'new rw_semaphore()',
    'down_write(w.lock); w.x.n = 1; up_write(w.lock); down_read(w.lock);',
    '!down_write_trylock(w.lock)',
  ],
  [
    'mutex_trylock',
    `import { mutex, mutex_lock, mutex_trylock, mutex_unlock } from './kit/mutex.ts';`,
    'new mutex()',
    'mutex_lock(w.lock); w.x.n = 1; mutex_unlock(w.lock); mutex_lock(w.lock);',
    '!mutex_trylock(w.lock)',
  ],
  [
    'spin_trylock',
    `import { spin_lock, spin_trylock, spin_unlock, spinlock_t } from './kit/spinlock.ts';`,
    'new spinlock_t()',
    'spin_lock(w.lock); w.x.n = 1; spin_unlock(w.lock); spin_lock(w.lock);',
    '!spin_trylock(w.lock)',
  ],
])('%s in vain orders nothing', (_name, imports, lock, owner, vain) => {
  const piece: Piece = {
    imports,
    world: `${cells('x', 'y')} return { x, y, lock: ${lock} };`,
    threads: {
      CPU0: `${owner} WRITE_ONCE(w.y.n, 1);`,
      CPU1: `if (READ_ONCE(w.y.n) === 1 && ${vain}) assert(w.x.n === 1, 'let go before it');`,
    },
    judge: 'ASSERTS',
    without: [],
  };
  expect(models.map((memory) => verdicts(piece, memory))).toEqual(['holds', 'holds', 'fails']);
});
