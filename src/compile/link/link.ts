// SPDX-License-Identifier: MIT
// Overlays: which declaration a name means, given a stack of directories. A file `patches/D/fs/fuse/file.ts` stands over
// `<kernel>/fs/fuse/file.ts`; whoever names `fuse_perform_write` of that file, the base included, gets the topmost one.

import {
  type ClassDeclaration,
  type Declaration,
  type DeclarationId,
  type FunctionDeclaration,
  fileOf,
  nameOf,
  type TableDeclaration,
  type Tree,
  type TypeDeclaration,
} from '../../lang/tree.ts';

export interface Linked {
  /** The id of the topmost declaration. */
  resolve(id: DeclarationId): DeclarationId;
  declaration(id: DeclarationId): Declaration;
  /** The topmost type of this path and name. Code is compiled for the type that it imports; this is to compare them. */
  type(id: DeclarationId): TypeDeclaration | null;
  class(id: DeclarationId): ClassDeclaration;
  function(id: DeclarationId): FunctionDeclaration;
  /** Every table that no overlay replaces, whose type is `of`. */
  tables(of: DeclarationId): readonly TableDeclaration[];
}

function rootOf(file: string, layers: readonly string[]): string | null {
  let best: string | null = null;
  for (const layer of layers) {
    if (file.startsWith(`${layer}/`) && (best === null || layer.length > best.length)) best = layer;
  }
  return best;
}

/** Layers are directories, topmost first. Files outside every layer are not overlaid.
 *  @param removed stands nowhere: what is below it comes forth */
export function link(tree: Tree, layers: readonly string[], removed: readonly DeclarationId[] = []): Linked {
  const gone = new Set(removed);
  const resolved = new Map<DeclarationId, DeclarationId>();

  function resolve(id: DeclarationId): DeclarationId {
    const known = resolved.get(id);
    if (known !== undefined) return known;
    const result = topmost(id, tree.declarations);
    resolved.set(id, result);
    return result;
  }

  function topmost(id: DeclarationId, declared: ReadonlyMap<DeclarationId, unknown>): DeclarationId {
    const file = fileOf(id);
    const root = rootOf(file, layers);
    if (root === null) return id;
    const inside = `${file.slice(root.length)}#${nameOf(id)}`;
    const layer = layers.find((one) => declared.has(`${one}${inside}`) && !gone.has(`${one}${inside}`));
    return layer === undefined ? id : `${layer}${inside}`;
  }

  function declaration(id: DeclarationId): Declaration {
    const found = tree.declarations.get(resolve(id));
    if (found === undefined) throw new Error(`checker bug: no declaration ${id}`);
    return found;
  }

  return {
    resolve,
    declaration,
    type: (id) => tree.types.get(topmost(id, tree.types)) ?? null,
    class(id) {
      const found = declaration(id);
      if (found.kind !== 'class') throw new Error(`checker bug: ${id} is no class`);
      return found;
    },
    function(id) {
      const found = declaration(id);
      if (found.kind !== 'function') throw new Error(`checker bug: ${id} is no function`);
      return found;
    },
    tables(of) {
      const wanted = resolve(of);
      const result: TableDeclaration[] = [];
      for (const item of tree.declarations.values()) {
        if (item.kind === 'table' && resolve(item.id) === item.id && resolve(item.of) === wanted) result.push(item);
      }
      return result;
    },
  };
}
