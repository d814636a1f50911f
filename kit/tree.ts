// SPDX-License-Identifier: MIT
// A binary search tree, link by link. A writer has a lock; who walks without one may be led past a node that is being moved,
// which is why such a walk stands between two looks at a sequence.
//
// Stands for: struct rb_root with an interval or a key (include/linux/rbtree.h, lib/rbtree.c; v6.12). A node is a number from 1
// on, its key is that number: what the tree is for is who finds what.
// Leaves out: balance. A removed node with two children is replaced by the next larger one, as rb_erase() does; there are no
// rotations. More than 7 nodes.

import { array, type int } from 'faultline';

const NODES = 8;
export type tree_node = int<0, 7>;

export class tree {
  root: tree_node = 0;
  readonly left: array<tree_node, typeof NODES> = array(NODES, 0);
  readonly right: array<tree_node, typeof NODES> = array(NODES, 0);
}

/** The node, or 0. Each link is a read.
 *  @linux include/linux/rbtree.h rb_find (v6.12), custom, name ours: a number */
export function tree_find(tree: tree, key: tree_node): tree_node {
  let at: tree_node = tree.root;
  while (at !== 0 && at !== key) at = key < at ? tree.left[at] : tree.right[at];
  return at;
}

/** What is not there yet is linked in at a leaf.
 *  @linux include/linux/rbtree.h rb_add (v6.12), custom, name ours: no balance */
export function tree_add(tree: tree, fresh: tree_node): void {
  tree.left[fresh] = 0;
  tree.right[fresh] = 0;
  let parent: tree_node = 0;
  let at: tree_node = tree.root;
  while (at !== 0) {
    parent = at;
    at = fresh < at ? tree.left[at] : tree.right[at];
  }
  link(tree, parent, fresh, fresh);
}

/** What is there is taken out. With two children, the next larger node takes its place: it is unlinked below, and for a moment
 *  no walk finds it.
 *  @linux lib/rbtree.c rb_erase (v6.12), custom, name ours: no balance */
export function tree_erase(tree: tree, gone: tree_node): void {
  let parent: tree_node = 0;
  let at: tree_node = tree.root;
  while (at !== gone) {
    parent = at;
    at = gone < at ? tree.left[at] : tree.right[at];
  }
  const left = tree.left[gone];
  const right = tree.right[gone];
  if (left === 0 || right === 0) {
    link(tree, parent, gone, left === 0 ? right : left);
    return;
  }
  let above: tree_node = gone;
  let next: tree_node = right;
  for (;;) {
    const smaller = tree.left[next];
    if (smaller === 0) break;
    above = next;
    next = smaller;
  }
  if (above !== gone) {
    tree.left[above] = tree.right[next];
    tree.right[next] = right;
  }
  tree.left[next] = left;
  link(tree, parent, gone, next);
}

/** The link of `parent` on the side of `key` leads to `to` from now on.
 *  @linux lib/rbtree.c __rb_change_child (v6.12), custom, name ours: by the key */
function link(tree: tree, parent: tree_node, key: tree_node, to: tree_node): void {
  if (parent === 0) tree.root = to;
  else if (key < parent) tree.left[parent] = to;
  else tree.right[parent] = to;
}
