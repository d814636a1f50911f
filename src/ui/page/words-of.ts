// SPDX-License-Identifier: MIT
// The words of one line of a model by kind, for reading: comments, strings, numbers, words of the language. Where a comment
// goes on from the line before is guessed from its star, which is how they are written here.

const pattern =
  /(\/\/.*|\/\*.*?(?:\*\/|$))|('(?:[^'\\]|\\.)*'|`[^`]*`|"(?:[^"\\]|\\.)*")|\b(import|export|from|type|class|function|const|let|return|if|else|for|while|do|switch|case|break|continue|default|new|readonly|as|true|false|null|of|enum|interface|satisfies)\b|\b(0x[\da-fA-F]+|\d[\d_]*)\b/g;

export type Word = readonly [kind: '' | 'comment' | 'string' | 'keyword' | 'number', text: string];

export function wordsOf(line: string): readonly Word[] {
  if (/^\s*\*/.test(line)) return [['comment', line]];
  const words: Word[] = [];
  let at = 0;
  for (const found of line.matchAll(pattern)) {
    const { index } = found;
    if (index > at) words.push(['', line.slice(at, index)]);
    const [text, comment, string, keyword] = found;
    words.push([
      comment !== undefined
        ? 'comment'
        : string !== undefined
          ? 'string'
          : keyword !== undefined
            ? 'keyword'
            : 'number',
      text,
    ]);
    at = index + text.length;
  }
  if (at < line.length) words.push(['', line.slice(at)]);
  return words;
}
