// SPDX-License-Identifier: MIT
// What is read of a litmus test, by what it answers; and what is refused, by place and reason.

import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { seen } from '../../src/report/litmus.ts';
import { answer, readTest, statesOf } from './answer.ts';

/** One process that runs to its end, and what is asked. */
const one = (body: string, asked: string, initial = ''): string =>
  `C one\n\n{ ${initial} }\n\nP0(int *x, int *y, int **p)\n{\n${body}\n}\n\n${asked}\n`;

type Row = [string, string, string, string[], string?];

describe('final states', () => {
  it('of store buffering are three where memory is one: both read 0 in no order of the four accesses', () => {
    const text = `C SB
{}
P0(int *x, int *y) { int r0; WRITE_ONCE(*x, 1); r0 = READ_ONCE(*y); }
P1(int *x, int *y) { int r0; WRITE_ONCE(*y, 1); r0 = READ_ONCE(*x); }
exists (0:r0=0 /\\ 1:r0=0)`;
    expect(statesOf(text)).toEqual(['0:r0=0 1:r0=1', '0:r0=1 1:r0=0', '0:r0=1 1:r0=1']);
    expect(seen(answer(text))).toBe('Never');
  });

  it('name addresses by their variables', () => {
    const text = `C publish
{ int *p = &y; int y = 1; }
P0(int *x, int **p) { WRITE_ONCE(*x, 2); rcu_assign_pointer(*p, x); }
P1(int **p) { int *r0; int r1; r0 = rcu_dereference(*p); r1 = READ_ONCE(*r0); }
locations [p]
exists (1:r0=x /\\ 1:r1=0)`;
    expect(statesOf(text)).toEqual(['1:r0=x 1:r1=2 [p]=x', '1:r0=y 1:r1=1 [p]=x']);
  });

  it.each([
    ['numbers', 'int r0 = 0x10; r0 = (r0 - 1) % 10 << 2; *x = ~r0 & 0xff;', 'x', ['[x]=235']],
    ['comparisons are numbers', 'int r0 = (2 > 1) + !5 + (1 && 0);', '0:r0', ['0:r0=1']],
    ['a number is true or not', 'int r0 = 3; if (r0) *x = 1; else *x = 2; if (!r0) *y = 1;', 'x y', ['[x]=1 [y]=0']],
    ['initial values', '*y = *x;', 'y', ['[y]=7'], 'x=7'],
    ['initial values with their type', '*y = *x;', 'y', ['[y]=-1'], 'int x = -1;'],
    ['of registers, with their type', 'int r0; *y = r0;', 'y', ['[y]=5'], 'int 0:r0 = 5'],
    ['of registers', 'int r0; *y = r0;', 'y', ['[y]=5'], '0:r0=5'],
    ['loops', 'int i = 0; while (READ_ONCE(*x) < 3) { *x += 1; i++; }', '0:i', ['0:i=3']],
    [
      'a loop that is left',
      'int i = 0; do { *x = 0; i++; if (i == 2) break; } while (READ_ONCE(*x) == 0);',
      '0:i',
      ['0:i=2'],
    ],
    [
      'a loop in a section that is left',
      'int i = 0; rcu_read_lock(); while (READ_ONCE(*x) == 0) { i++; if (i == 2) break; *x = 0; } rcu_read_unlock();',
      '0:i',
      ['0:i=2'],
    ],
    [
      'registers of one name in blocks apart',
      'if (*x) { int r0 = 1; *y = r0; } else { int r0 = 2; *y = r0; } *x = 0;',
      'y',
      ['[y]=2'],
    ],
    ['C comments', 'int r0 = 1; /* r0 = 2; */ // r0 = 3;', '0:r0', ['0:r0=1']],
    ['addresses compared', 'int *r0; WRITE_ONCE(*p, x); r0 = *p; *y = r0 == x;', 'y', ['[y]=1']],
    ['null', 'int *r0 = READ_ONCE(*p); if (r0 == NULL) *y = 1; if (!r0) *x = 1;', 'x y', ['[x]=1 [y]=1']],
    ['xchg', 'int r0 = xchg(x, 2);', '0:r0 x', ['0:r0=1 [x]=2'], 'x=1'],
    ['cmpxchg that fits', 'int r0 = cmpxchg(x, 1, 2);', '0:r0 x', ['0:r0=1 [x]=2'], 'x=1'],
    ['cmpxchg that does not', 'int r0 = cmpxchg_relaxed(x, 5, 2);', '0:r0 x', ['0:r0=1 [x]=1'], 'x=1'],
    ['add_return', 'int r0 = atomic_add_return(3, x);', '0:r0 x', ['0:r0=4 [x]=4'], 'x=1'],
    ['fetch_sub', 'int r0 = atomic_fetch_sub_release(3, x);', '0:r0 x', ['0:r0=1 [x]=-2'], 'x=1'],
    ['andnot', 'atomic_andnot(1, x);', 'x', ['[x]=2'], 'x=3'],
    ['dec_and_test', 'int r0 = atomic_dec_and_test(x);', '0:r0 x', ['0:r0=1 [x]=0'], 'x=1'],
    ['add_unless', 'int r0 = atomic_add_unless(x, 2, 1);', '0:r0 x', ['0:r0=0 [x]=1'], 'x=1'],
    ['add_negative', 'int r0 = atomic_add_negative(-3, x);', '0:r0', ['0:r0=1'], 'x=1'],
  ] satisfies Row[] as Row[])('%s', (_, body, locations, states, initial = '') => {
    const asked = `locations [${locations.replaceAll(' ', ';')}]\nexists (true)`;
    expect(statesOf(one(body, asked, initial))).toEqual(states);
  });

  it('do not count where they do not pass the filter', () => {
    const text = one('int r0 = READ_ONCE(*x);', 'filter (0:r0=1)\nforall (0:r0=1)');
    expect(answer(text)).toMatchObject({ states: [], positive: 0, negative: 0 });
  });

  it('are none of a run that waits for itself', () => {
    const text = 'C twice\n{}\nP0(spinlock_t *s) { spin_lock(s); spin_lock(s); }\nexists (s=1)';
    expect(answer(text)).toMatchObject({ states: [], deadlocks: true });
    expect(seen(answer(text))).toBe('Never');
  });

  it('a grace period waits for who was inside: a section that saw the old value has ended', () => {
    const text = `C RCU
{}
P0(int *x, int *y) { int r0; int r1; rcu_read_lock(); r0 = READ_ONCE(*x); r1 = READ_ONCE(*y); rcu_read_unlock(); }
P1(int *x, int *y) { WRITE_ONCE(*x, 1); synchronize_rcu(); WRITE_ONCE(*y, 1); }
exists (0:r0=0 /\\ 0:r1=1)`;
    expect(statesOf(text)).toEqual(['0:r0=0 0:r1=0', '0:r0=1 0:r1=0', '0:r0=1 0:r1=1']);
    // The outermost section counts, whatever is in it.
    expect(statesOf(text.replace('r1 =', 'rcu_read_lock(); rcu_read_unlock(); r1 ='))).toEqual(statesOf(text));
    // Without the section nothing keeps the read of y before the write.
    expect(seen(answer(text.replace(/rcu_read_\w+\(\);/g, '')))).toBe('Sometimes');
  });

  it('of a run that breaks are no answer', () => {
    const text = one('int *r0 = READ_ONCE(*p); WRITE_ONCE(*r0, 1);', 'exists (x=1)');
    expect(seen(answer(text))).toBeNull();
    expect(answer(text).broken).toMatch(/null/);
  });
});

describe('tests for x86', () => {
  const intel = `X86 SB
{ x=0; }
 P0          | P1          ;
 MOV [x],$1  | MOV [y],$1  ;
 MFENCE      |             ;
 MOV EAX,[y] | MOV EAX,[x] ;
exists (0:EAX=0 /\\ 1:EAX=0)`;
  const att = intel
    .replace(/X86/, 'X86_64')
    .replace(/MOV \[(\w)\],\$1/g, 'movq $$1,($1)')
    .replace(/MOV EAX,\[(\w)\]/g, 'movq ($1),%rax')
    .replace(/EAX/g, 'rax');

  it('are answered in both spellings: one barrier is not enough', () => {
    expect(statesOf(intel, { memory: 'tso' })).toHaveLength(4);
    expect(statesOf(intel)).toHaveLength(3);
    expect(statesOf(att, { memory: 'tso' })).toHaveLength(4);
    expect(
      seen(
        answer(intel.replace('            |', 'MFENCE      |').replace('|             ;', '| MFENCE      ;'), {
          memory: 'tso',
        }),
      ),
    ).toBe('Never');
  });
});

describe('conditions', () => {
  const asked = (condition: string): readonly [string | null, number, number] => {
    const text = `C two\n{}\nP0(int *x) { *x = 1; }\nP1(int *x) { *x = 2; }\n${condition}`;
    const { positive, negative } = answer(text);
    return [seen(answer(text)), positive, negative];
  };

  // Whoever writes last: x is 1, or x is 2.
  it.each([
    ['exists (x=1)', ['Sometimes', 1, 1]],
    ['exists (x=1 \\/ x=2)', ['Always', 2, 0]],
    ['exists (x=1 /\\ x=2)', ['Never', 0, 2]],
    ['exists not (x=1)', ['Sometimes', 1, 1]],
    ['exists (x!=1)', ['Sometimes', 1, 1]],
    ['~exists (x=3)', ['Never', 0, 2]],
    ['forall (x=1 => ~(x=2))', ['Always', 2, 0]],
    ['forall ([x]=0x1 \\/ x=2)', ['Always', 2, 0]],
  ] as const)('%s', (condition, expected) => expect(asked(condition)).toEqual(expected));

  it('are printed as herd prints them', () => {
    const text = (condition: string): string => answer(`C t\n{}\nP0(int *x) { int r0 = *x; }\n${condition}`).condition;
    expect(text('exists (x=1 /\\ 0:r0=2)')).toBe('([x]=1 /\\ 0:r0=2)');
    expect(text('exists (x=1 /\\ (0:r0=2 \\/ x=3))')).toBe('([x]=1 /\\ (0:r0=2 \\/ [x]=3))');
    expect(text('exists (~(x=1))')).toBe('not ([x]=1)');
  });

  it('are shown by a run', () => {
    const { picture } = answer('C t\n{}\nP0(int *x) { *x = 1; }\nP1(int *x) { *x = 2; }\nexists (x=1)', {
      tells: true,
    });
    expect(picture?.map((line) => line.trim()).filter((line) => /→|✗/.test(line))).toEqual([
      'x 0 → 2',
      'x 2 → 1',
      '✗ ~exists ([x]=1) is false when all have finished:',
    ]);
  });
});

describe('refused, with place and reason', () => {
  const refused = (text: string): string => {
    try {
      readTest(text);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return error.diagnostics.map(({ place, what }) => `${place.line}:${place.column} ${what}`).join('\n');
    }
    return 'accepted';
  };

  it.each([
    ['an unknown word', one('smp_mbb();', 'exists (x=1)'), '7:1 the function smp_mbb()'],
    ['a goto', one('goto out;', 'exists (x=1)'), '7:1 the statement `goto out;`'],
    ['what is no C', one('int = 3;', 'exists (x=1)'), /^7:\d+ (what is no C|a missing)/],
    ['a register that nothing is in', one('*x = r0;', 'exists (x=1)'), '7:6 no register r0'],
    ['one that is asked about', one('', 'exists (0:r9=1)'), '10:9 no register r9 in P0'],
    ['a process that is not there', one('', 'exists (3:r0=1)'), '10:9 process 3'],
    ['a value for an address', one('WRITE_ONCE(*p, 3);', 'exists (x=1)'), '7:16 `3`'],
    ['an access in an operand', one('xchg(x, *y);', 'exists (x=1)'), '7:9 `*y` in a locked instruction'],
    ['a wrong number of arguments', one('WRITE_ONCE(*x);', 'exists (x=1)'), '7:1 WRITE_ONCE() with 1 arguments'],
    ['a place without its star', one('WRITE_ONCE(x, 1);', 'exists (x=1)'), '7:12 WRITE_ONCE(x)'],
    ['arrays', one('int r[2];', 'exists (x=1)'), '7:5 the declaration of `r[2]`'],
    ['a type', one('struct page r0;', 'exists (x=1)'), '7:1 the type struct page'],
    ['an initial array', one('', 'exists (x=1)', 'int a[2]'), "3:8 '[', which is not understood here"],
    ['no condition', one('', ''), /an end that comes too early/],
    ['more behind it', one('', 'exists (x=1) y'), "10:14 'y', which is not understood here"],
    ['another language', 'PPC MP\n{}\n P0 ;\n li r1,1 ;\nexists (x=1)', '1:1 a test written in PPC'],
    ['half a section', one('if (*x) rcu_read_lock();', 'exists (x=1)'), '7:1 a read-side section that begins or ends'],
    ['the end of no section', one('rcu_read_unlock();', 'exists (x=1)'), '7:1 rcu_read_unlock() without'],
    ['a break out of no loop', one('if (*x) break;', 'exists (x=1)'), '7:9 `break;` outside of a loop'],
    ['a continue in no loop', one('continue;', 'exists (x=1)'), '7:1 `continue;` outside of a loop'],
    [
      'a break out of a section',
      one('while (*x) { rcu_read_lock(); if (*y) break; rcu_read_unlock(); }', 'exists (x=1)'),
      '7:39 `break;` out of a read-side section, or into one',
    ],
    ['a number that begins with 0', one('int r0 = 010;', 'exists (x=1)'), '7:10 the number 010'],
    [
      'a register of a name that is taken',
      one('int r0 = 1; if (*x) { int r0 = 2; }', 'exists (x=1)'),
      '7:27 r0, which is',
    ],
    ['a register under two names', 'X86 A\n{}\n P0 ;\n MOV EAX,[x] ;\nexists (0:rax=0)', '4:2 rax and EAX in P0'],
    [
      'a condition that nests too deep',
      one('', `exists (${'('.repeat(50_000)}x=1${')'.repeat(50_000)})`),
      '1:1 a test that',
    ],
    [
      'a condition of thousands of parts',
      one('', `exists (${'x=1 /\\ '.repeat(2000)}x=1)`),
      '10:1 a condition of 2001 parts',
    ],
    ['a number that nests too deep', one(`int r0 = ${'1+'.repeat(20_000)}1;`, 'exists (x=1)'), '1:1 a test that'],
    ['a large number', one('int r0 = 4294967296;', 'exists (x=1)'), '7:10 the number 4294967296'],
  ] as const)('%s', (_, text, expected) => expect(refused(text)).toMatch(expected));

  it('accepts what is right', () => expect(refused(one('', 'exists (x=1)'))).toBe('accepted'));
});
