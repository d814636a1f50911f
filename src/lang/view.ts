// SPDX-License-Identifier: MIT
// How objects of a class are drawn, as its comment says it: `@view title Pages`, `@view first locked dirty`. A picture is derived
// from the fields without it; this says what a reader of the code would say first. It changes nothing in a run.

/** What the words of a view say. */
export interface ClassView {
  /** What a reader calls objects of the class, in the plural: those of one title stand together. Null: the name of the class. */
  readonly title: string | null;
  /** Fields that come first, in this order. */
  readonly first: readonly string[];
  /** Fields that are only drawn when they change, or when all is asked for. */
  readonly quiet: readonly string[];
  /** While one of these is not what it was at the beginning, whoever made it so holds the object. */
  readonly held: readonly string[];
}

const words = ['title', 'first', 'quiet', 'held'] as const;
type Word = (typeof words)[number];

/** Something in a comment that says nothing. */
export interface ViewProblem {
  /** Of the comment's text. */
  readonly start: number;
  readonly end: number;
  readonly what: string;
}

export interface ReadView {
  /** Null: the comment has none. */
  readonly view: ClassView | null;
  readonly problems: readonly ViewProblem[];
}

/** @param comment as it stands in the file, stars included
 *  @param fields of the class */
export function readView(comment: string, fields: readonly string[]): ReadView {
  const problems: ViewProblem[] = [];
  const said = new Map<Word, readonly string[]>();
  for (const found of comment.matchAll(/(?<![\w@])@view\b[ \t]*([^\r\n]*?)[ \t]*(?:\*\/|\r?\n|$)/g)) {
    const [, text = ''] = found;
    const start = found.index + found[0].indexOf(text, '@view'.length);
    const complain = (from: number, length: number, what: string): void => {
      problems.push({ start: from, end: from + Math.max(1, length), what });
    };
    const [name = '', ...rest] = text.split(/[ \t]+/);
    const word = words.find((one) => one === name);
    if (word === undefined)
      complain(start, name.length, name === '' ? 'it says nothing' : `'${name}' is no word of it`);
    else if (said.has(word)) complain(start, name.length, `'${name}' is said twice`);
    else if (rest.length === 0) complain(start, name.length, `nothing stands after '${name}'`);
    else {
      said.set(word, rest);
      let at = start + name.length;
      for (const field of word === 'title' ? [] : rest) {
        at = comment.indexOf(field, at);
        if (!fields.includes(field)) complain(at, field.length, `there is no field '${field}'`);
        at += field.length;
      }
    }
  }
  if (said.size === 0) return { view: null, problems };
  const title = said.get('title')?.join(' ') ?? null;
  const listed = (word: Word): readonly string[] => said.get(word) ?? [];
  return { view: { title, first: listed('first'), quiet: listed('quiet'), held: listed('held') }, problems };
}
