// SPDX-License-Identifier: MIT
// The grammar of C, as tree-sitter has it. Whoever reads files hands the grammar in, since a browser finds it elsewhere
// than Node does.

import { Language, type Node, Parser } from 'web-tree-sitter';

export type Syntax = Node;

export interface Grammar {
  /** The syntax of a whole text; what is not understood is a node of its own in it. */
  parse(text: string): Syntax;
}

/** @param grammar `tree-sitter-c.wasm`
 *  @param runtime `web-tree-sitter.wasm`, where it does not lie beside the program that uses it */
export async function loadGrammar(grammar: Uint8Array, runtime?: Uint8Array): Promise<Grammar> {
  await Parser.init(runtime === undefined ? {} : { wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return {
    parse(text) {
      const tree = parser.parse(text);
      if (tree === null) throw new Error('checker bug: the grammar of C was stopped');
      return tree.rootNode;
    },
  };
}
