// SPDX-License-Identifier: MIT
// Which function undoes what another one does: a lock and its unlock, a get and its put. Nobody declares it, so it is read off
// the names that a model has: two that differ in one of these words only. A name that follows no pattern says its partner in
// its comment, `@partner spin_unlock`.

/** What opens, and what closes. */
const opposites: readonly (readonly [string, string])[] = [
  ['lock', 'unlock'],
  ['trylock', 'unlock'],
  ['down', 'up'],
  ['get', 'put'],
  ['inc', 'dec'],
  ['pin', 'unpin'],
  ['prepare', 'finish'],
  ['begin', 'end'],
  ['start', 'end'],
  ['start', 'stop'],
  ['enter', 'exit'],
  ['acquire', 'release'],
  ['add', 'sub'],
  ['add', 'remove'],
  ['disable', 'enable'],
  ['save', 'restore'],
  ['freeze', 'unfreeze'],
  ['block', 'unblock'],
  ['charge', 'uncharge'],
];

/** The names among `known` that close what `name` opens. */
export function partnersOf(name: string, known: ReadonlySet<string>, comment: string): readonly string[] {
  const said = [...comment.matchAll(/@partner\s+(\w+)/g)].map((match) => match[1] ?? '');
  const parts = name.split('_');
  const read = opposites.flatMap(([opens, closes]) => {
    const at = parts.indexOf(opens);
    if (at < 0) return [];
    const closing = parts.with(at, closes);
    // `folio_try_get`, `prepare_to_wait`, `lock_page_killable`: how it opens need not be how it closes.
    const shorter = [closing, closing.filter((part) => part !== 'try' && part !== 'to'), closing.slice(0, -1)];
    return shorter.map((one) => one.join('_')).find((one) => known.has(one)) ?? [];
  });
  return [...new Set([...said, ...read])].filter((one) => one !== name && known.has(one));
}

export type IngredientKind =
  | 'lock'
  | 'reference'
  | 'flush'
  | 'wake'
  | 'barrier'
  | 'wait'
  | 're-check'
  | 'statement'
  | 'order'
  | 'ordering'
  | 'section'
  | 'mark';

const kinds: readonly (readonly [IngredientKind, RegExp])[] = [
  ['flush', /flush/],
  ['wake', /(?:^|_)(?:wake|complete|signal|notify)/],
  ['barrier', /barrier|(?:^|_)[rw]?mb(?:$|_)/],
  ['lock', /lock|mutex|(?:^|_)(?:down|up)(?:_|$)|sem(?:_|$)/],
  ['reference', /(?:^|_)(?:get|put|ref|inc|dec|pin|unpin)(?:_|$)/],
  ['wait', /(?:^|_)wait/i],
];

/** What a call is for, as its name has it. */
export function kindOf(name: string): IngredientKind {
  return kinds.find(([, pattern]) => pattern.test(name))?.[0] ?? 'statement';
}
