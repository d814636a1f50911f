// SPDX-License-Identifier: MIT
// Runs world() at compile time, once per combination of its choices, and gives the objects it built.

import { ModelError, type Place } from '../../lang/diagnostic.ts';
import type { DeclarationId, Expression, FunctionDeclaration } from '../../lang/tree.ts';
import type { Linked } from '../link/link.ts';
import { type Choices, Evaluator } from './evaluator.ts';
import { Made, number } from './made.ts';
import { statements } from './run-statements.ts';
import type { WorldObject, WorldValue } from './world-values.ts';

/** What one run of world() built. Flags are 0 and 1. */
export interface Built {
  readonly objects: ReadonlyMap<DeclarationId, readonly WorldObject[]>;
  readonly pools: ReadonlyMap<DeclarationId, number>;
  readonly root: WorldValue;
}

/** Rounds of loops in all initial states together. */
const ALL_ROUNDS = 5_000_000;
/** In all initial states together. */
const ALL_PLACES = 5_000_000;

/** Every result of world(), in the order of its choices. */
export function buildWorlds(
  world: FunctionDeclaration,
  linked: Linked,
  source: (place: Place) => string,
): readonly Built[] {
  const results: Built[] = [];
  const choices: Choices = [];
  let [places, rounds] = [0, 0];
  for (;;) {
    const made = new Made(source);
    const evaluator = new Evaluator(made, linked, choices, statements);
    const root = evaluator.call(world, [], world.place);
    results.push({ objects: made.objects, pools: made.pools, root });
    places += made.places;
    rounds += evaluator.rounds;
    if (results.length > 65_536 || places > ALL_PLACES || rounds > ALL_ROUNDS) {
      const { place } = world;
      const long = rounds > ALL_ROUNDS ? `, of ${evaluator.rounds} rounds each` : '';
      const large = places > ALL_PLACES ? `, of ${made.places} places each` : long;
      throw new ModelError([
        {
          place,
          kind: 'model',
          what: `world() has more than ${number(results.length - 1)} initial states${large}`,
          why: 'every combination of its choices is one',
          instead: 'fewer choices in world(), or choose() in a thread',
          source: source(place),
        },
      ]);
    }
    let last = choices.pop();
    while (last !== undefined && last.value + 1 >= last.n) last = choices.pop();
    if (last === undefined) return results;
    choices.push({ value: last.value + 1, n: last.n });
  }
}

/** What a field of an object that `alloc` makes begins with: the value that `new` gives it in world(). */
export function initialValue(item: Expression, linked: Linked, source: (place: Place) => string): WorldValue {
  const choices: Choices = [];
  const value = new Evaluator(new Made(source), linked, choices, statements).value(item, new Map());
  if (choices.length > 0) throw new Error('checker bug: an initial value that is chosen');
  return value;
}
