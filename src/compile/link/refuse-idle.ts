// SPDX-License-Identifier: MIT
// A variant is what its name says: each patch in it changes something that the scenario runs, what it adds is used, and it
// hides nothing of another patch unless its file says that it stands over that one. A patch with a mistyped name would
// otherwise be the model without it, and a verdict would be printed under its name.

import { closest } from '../../lang/closest.ts';
import type { Diagnostic, Place } from '../../lang/diagnostic.ts';
import { refusalAt } from '../../lang/refusal.ts';
import { type OverlayRefusalKey, overlayRefusals } from '../../lang/subset-overlays.ts';
import {
  type ClaimRow,
  type Declaration,
  type DeclarationId,
  type FunctionDeclaration,
  fileOf,
  nameOf,
  type Tree,
  type TypeDeclaration,
} from '../../lang/tree.ts';
import { patchName } from '../../lang/variant-name.ts';
import type { Linked } from './link.ts';
import { mentionsOf } from './mentions.ts';
import { reachedFrom } from './reached.ts';

export interface Stack {
  /** Directories, topmost first; the first of them are the patches. */
  readonly layers: readonly string[];
  readonly patches: readonly string[];
  /** What they take away. */
  readonly removed: readonly DeclarationId[];
  readonly roots: readonly FunctionDeclaration[];
  /** A claim that names a patch which the scenario does not run says just that: with it, nothing is otherwise. */
  readonly claims: readonly ClaimRow[];
  /** The same of a patch that is tried on several scenarios. */
  readonly mayRest: boolean;
}

type Named = Declaration | TypeDeclaration;

export function refuseIdle(
  tree: Tree,
  linked: Linked,
  stack: Stack,
  line: (place: Place) => string,
): readonly Diagnostic[] {
  if (stack.patches.length === 0) return [];
  const patches = new Patches(tree, linked, stack);
  const refused: Diagnostic[] = [];
  const refuse = (key: OverlayRefusalKey, place: Place, detail: string): void => {
    refused.push(refusalAt(overlayRefusals[key], place, detail, line(place)));
  };
  for (const { id, place, user } of patches.missing()) {
    refuse('removed-used', place, `${nameOf(id)} of ${fileOf(id)}, which ${user} uses`);
  }
  for (const patch of stack.patches) {
    const unused = patches.unused(patch);
    for (const { id, place } of unused) refuse('idle-helper', place, `${nameOf(id)}${patches.meant(id)}`);
    for (const [id, place] of tree.shared)
      if (fileOf(id).startsWith(`${patch}/`)) refuse('idle-helper', place, nameOf(id));
    for (const { above, below } of patches.hidden(patch)) {
      refuse('hidden-patch', above.place, `${above.name} of ${fileOf(below)}`);
    }
    const [first] = patches.declared(patch);
    if (unused.length > 0 || patches.isBasis(patch) || patches.changesSomething(patch)) continue;
    refuse(
      'idle-patch',
      first?.place ?? { file: patch, line: 0, column: 0, length: 1 },
      `${patch}${patches.meantByIdle(patch)}`,
    );
  }
  return refused;
}

class Patches {
  readonly #tree: Tree;
  readonly #linked: Linked;
  readonly #stack: Stack;
  /** What classes, enums and types stood here before overlays of the same name were linked. */
  readonly #gone: ReadonlySet<DeclarationId>;
  readonly #reached: ReadonlySet<DeclarationId>;

  constructor(tree: Tree, linked: Linked, stack: Stack) {
    this.#tree = tree;
    this.#linked = linked;
    this.#stack = stack;
    this.#gone = new Set(tree.replaced.flatMap(({ over }) => over));
    this.#reached = reachedFrom(stack.roots, tree, linked);
  }

  /** What is taken away and still used, with who uses it. */
  missing(): readonly { readonly id: DeclarationId; readonly place: Place; readonly user: string }[] {
    return this.#stack.removed.flatMap((id) => {
      if (!this.#reached.has(id)) return [];
      const users = [...this.#stack.roots, ...[...this.#reached].flatMap((one) => this.#declaredAs(one))];
      const user = users.find(
        (one) => one.id !== id && [...mentionsOf(one)].some((named) => this.#linked.resolve(named) === id),
      );
      return user === undefined ? [] : [{ id, place: user.place, user: user.name }];
    });
  }

  #declaredAs(id: DeclarationId): readonly Named[] {
    const declared = this.#tree.declarations.get(id) ?? this.#tree.types.get(id);
    return declared === undefined ? [] : [declared];
  }

  /** In the order of the files. */
  declared(patch: string): readonly Named[] {
    return this.#all().filter(({ id }) => fileOf(id).startsWith(`${patch}/`));
  }

  /** What stands over nothing and is named by nobody else. */
  unused(patch: string): readonly Named[] {
    const added = this.declared(patch).filter(({ id }) => this.#below(id).length === 0 && !this.#tree.sizes.has(id));
    if (added.length === 0) return [];
    const named = new Set<DeclarationId>();
    for (const one of [...this.#ofVariant(), ...this.#stack.roots]) {
      for (const id of mentionsOf(one)) if (id !== one.id) named.add(this.#linked.resolve(id));
    }
    // What another patch hides is named under the other one's file.
    return added.filter(({ id }) => !named.has(this.#linked.resolve(id)));
  }

  /** `; did you mean store?`: a name of the file that it stands over, or of any below. */
  meant(id: DeclarationId): string {
    return didYouMean(this.#near(id, this.#ids()));
  }

  /** The same of a patch that replaces what nobody runs: a name that is run. */
  meantByIdle(patch: string): string {
    const idle = this.declared(patch).filter(({ id }) => !this.#reached.has(id));
    return didYouMean(idle.flatMap(({ id }) => this.#near(id, [...this.#reached])));
  }

  #near(id: DeclarationId, known: readonly DeclarationId[]): readonly string[] {
    const lower = this.#lower(id).map(({ layer, inside }) => `${layer}${inside}`);
    const names = known.filter((one) => lower.includes(fileOf(one)));
    return closest(nameOf(id), [...new Set(names.map(nameOf))]);
  }

  hidden(patch: string): readonly { readonly above: Named; readonly below: DeclarationId }[] {
    return this.declared(patch).flatMap((above) => {
      for (const below of this.#below(above.id)) {
        const lower = this.#stack.patches.find((one) => below.startsWith(`${one}/`));
        if (lower !== undefined) return this.#says(patch, lower) ? [] : [{ above, below }];
      }
      return [];
    });
  }

  /** What another patch says that it goes on top of: that one may replace all of it that this scenario runs. */
  isBasis(patch: string): boolean {
    return this.#stack.patches.some((one) => one !== patch && this.#says(one, patch));
  }

  changesSomething(patch: string): boolean {
    return (
      this.#uncovers(patch) ||
      this.declared(patch).some(({ id }) => {
        const [below] = this.#below(id);
        if (below === undefined) return false;
        const runs = this.#linked.resolve(id) === id && (this.#reached.has(id) || this.#tree.sizes.has(id));
        if (!runs && !this.#stack.mayRest && !this.#isClaimed(patch)) return false;
        const [now, before] = [this.#tree.declarations.get(id), this.#tree.declarations.get(below)];
        return now === undefined || before === undefined || meaning(now) !== meaning(before);
      })
    );
  }

  /** Whether it takes away what it stands over, and what is below that runs instead. */
  #uncovers(patch: string): boolean {
    return this.#stack.removed.some((id) => {
      const above = [...this.#tree.imports].some(
        ([file, imports]) => file.startsWith(`${patch}/`) && imports.some((one) => one.file === fileOf(id)),
      );
      return above && this.#reached.has(this.#linked.resolve(id));
    });
  }

  #isClaimed(patch: string): boolean {
    const name = patchName(patch);
    const variants = this.#stack.claims.flatMap(({ variant, as }) => [variant, as ?? '']);
    return variants.some((variant) => variant.split('+').slice(1).includes(name));
  }

  /** A patch that imports from another one says that it goes on top of it, and of what that one says so of. */
  #says(patch: string, lower: string): boolean {
    const further = this.#stack.patches.slice(this.#stack.patches.indexOf(patch) + 1);
    return this.#imports(patch, lower) || further.some((one) => this.#imports(patch, one) && this.#says(one, lower));
  }

  #imports(patch: string, lower: string): boolean {
    return [...this.#tree.imports].some(
      ([file, imports]) => file.startsWith(`${patch}/`) && imports.some((one) => one.file.startsWith(`${lower}/`)),
    );
  }

  #lower(id: DeclarationId): readonly { readonly layer: string; readonly inside: string }[] {
    const file = fileOf(id);
    const at = this.#stack.layers.findIndex((layer) => file.startsWith(`${layer}/`));
    const own = this.#stack.layers[at];
    if (own === undefined) throw new Error(`checker bug: ${id} is in no layer`);
    return this.#stack.layers.slice(at + 1).map((layer) => ({ layer, inside: file.slice(own.length) }));
  }

  /** What it stands over, topmost first. */
  #below(id: DeclarationId): readonly DeclarationId[] {
    return this.#lower(id)
      .map(({ layer, inside }) => `${layer}${inside}#${nameOf(id)}`)
      .filter((one) => this.#tree.declarations.has(one) || this.#tree.types.has(one) || this.#gone.has(one));
  }

  #all(): readonly Named[] {
    return [...this.#tree.declarations.values(), ...this.#tree.types.values()];
  }

  #ids(): readonly DeclarationId[] {
    return [...this.#all().map(({ id }) => id), ...this.#gone];
  }

  /** Without the other patches beside the scenario, which may have been parsed together with those of this variant. */
  #ofVariant(): readonly Named[] {
    const folders = this.#stack.patches.flatMap((patch) => /^(?:.*\/)?patches\/(?=[^/]+$)/.exec(patch)?.[0] ?? []);
    return this.#all().filter(
      ({ id }) =>
        !folders.some((folder) => id.startsWith(folder)) ||
        this.#stack.patches.some((patch) => id.startsWith(`${patch}/`)),
    );
  }
}

const didYouMean = ([near]: readonly string[]): string => (near === undefined ? '' : `; did you mean ${near}?`);

/** Two declarations with the same one do the same. */
function meaning(declared: Declaration): string {
  return JSON.stringify(declared, (key, value: unknown) =>
    key === 'place' || key === 'doc' || key === 'id' ? undefined : value,
  );
}
