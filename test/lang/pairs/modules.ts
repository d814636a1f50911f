// SPDX-License-Identifier: MIT
// Files and functions.

import type { Pair } from './pair.ts';

export const modules: readonly Pair[] = [
  ['no-such-file', "import { a } from «'./nowhere.ts'»;", "import { page as a } from './common.ts';"],
  ['import-outside', "import { a } from «'typescript'»;", "import type { Claim } from 'faultline';"],
  ['import-extension', "import { a } from «'./common'»;", "export * from './common.ts';"],
  ['import-form', "import «* as all» from './common.ts';", "export { page as folio } from './common.ts';"],
  ['import-form', "export «* as all» from './common.ts';", "export * from './common.ts';"],
  ['import-form', "«import './common.ts';»", "import { page as a } from './common.ts';"],
  ['default-export', '«export default 1;»', 'export const one = 1;'],
  ['default-export', 'export «default» function f(): void {}', 'export function f(): void {}'],
  ['module-statement', '«fault(alloc(page));»', 'export function f(): void { fault(alloc(page)); }'],
  ['interface', '«interface r { readonly a: u8 }»', 'type r = { readonly a: u8 };'],
  ['namespace', '«namespace n {}»', 'export const n = 1;'],
  ['module-function', 'const g = «(p: page): void => { fault(p); }»;', 'function g(p: page): void { fault(p); }'],
  ['module-variable', '«let n: u8 = 0»;', 'const n: u8 = 0;'],
  [
    'module-constant',
    'const «none: pte = { present: false, page: null }»;',
    'function none(): pte { return { present: false, page: null }; }',
  ],
  [
    'module-constant',
    'const «shared = new page()»;',
    'function f(): u8 { const own = new page(); return fault(own); }',
  ],
  ['declaration-form', '«declare» function f(): void;', 'function f(): void {}'],
  ['nested-declaration', 'function f(): void { «type t = u8;» }', 'type t = u8; function f(x: t): t { return x; }'],
  ['recursion', 'function f(): void { «f()»; }', 'function f(): void { g(); } function g(): void {}'],
  ['closure', 'function f(): void { const g = «() => 1»; }', 'function g(): u8 { return 1; }'],
  ['closure', 'function f(): void { «function g(): void {}» }', 'function f(): void {} function g(): void {}'],
  ['function-value', 'function f(): void { const g = «fault»; }', 'const table: ops = { fault, mkwrite: null };'],
  [
    'function-type',
    'function f(g: «() => void»): void {}',
    'type t = { readonly g: () => void }; function f(o: t): void { o.g(); }',
  ],
  ['result-type', 'function «f»() { return 1; }', 'function f(): u8 { return 1; }'],
  ['parameter-type', 'function f(«n»): void {}', 'function f(n: u8): void {}'],
  ['optional-parameter', 'function f(«p?: page»): void {}', 'function f(p: page | null): void {}'],
  ['default-parameter', 'function f(«n: u8 = 0»): void {}', 'function f(n: u8): void {}'],
  ['rest-parameter', 'function f(«...p: arr<page, 2>»): void {}', 'function f(p: page, q: page): void {}'],
  [
    'destructured-parameter',
    'function f(«{ present }»: pte): bool { return true; }',
    'function f(e: pte): bool { const { present } = e; return present; }',
  ],
  ['arguments', 'function f(a: u8): void { const b = «arguments»; }', 'function f(a: u8): void { const b = a; }'],
  ['overload', '«function f(a: u8): void;»', 'function f(a: u8): void {}'],
  ['generic', 'function f<«T»>(): void {}', 'function f(): void {}'],
  ['generic', 'function f(): page { return «alloc<page>(page)»; }', 'function f(): page { return alloc(page); }'],
  ['async', '«async» function f(): void {}', 'function f(p: page): void { waitUntil(() => !p.locked); }'],
  ['generator', 'function«*» f(): void {}', 'function f(): void {}'],
  ['exception', 'function f(): void { «throw 1;» }', "function f(): void { assert(false, 'never here'); }"],
  [
    'exception',
    'function f(): void { «try { fault(alloc(page)); } finally {}» }',
    'function f(): void { fault(alloc(page)); }',
  ],
  [
    'section-order',
    "function f(p: page): void { atomically(() => { p.index = 1; }, «maybe() ? 'acquire' : 'full'»); }",
    "function f(p: page): void { atomically(() => { p.index = 1; }, 'acquire'); }",
  ],
  [
    'ordered-place',
    'function f(p: page): void { const n = p.index; const m = READ_ONCE(«n»); }',
    'function f(p: page): void { const m = READ_ONCE(p.index); }',
  ],
  [
    'ordered-place',
    'function f(p: page): void { let n = p.index; WRITE_ONCE(«n», 1); }',
    'function f(p: page): void { WRITE_ONCE(p.index, 1); }',
  ],
  [
    'exchange-operand',
    'function f(p: page, q: page): void { xchg(p.index, «q.index»); }',
    'function f(p: page, q: page): void { const n = q.index; xchg(p.index, n); }',
  ],
  [
    'exchange-operand',
    'function f(p: page): void { if (p.ops !== null) xchg(p.index, «p.ops.mkwrite !== null ? 1 : 2»); }',
    'function f(p: page): void { if (p.ops !== null) { const n = p.ops.mkwrite !== null ? 1 : 2; xchg(p.index, n); } }',
  ],
  [
    'section-word',
    "function f(p: page): void { atomically('relaxed', «p.entry», () => { p.index = 1; }); }",
    "function f(p: page): void { atomically('relaxed', p, () => { p.index = 1; }); }",
  ],
  [
    'section-body',
    'function g(): void {} function f(): void { atomically(«g»); }',
    'function g(): void {} function f(): void { atomically(() => g()); }',
  ],
];
