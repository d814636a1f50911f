// SPDX-License-Identifier: MIT
// What the comment of a class says of how it is drawn.

import { expect, test } from 'vitest';
import { readView } from '../../src/lang/view.ts';

const fields = ['locked', 'dirty', 'index'];
const problemsIn = (comment: string): readonly string[] =>
  readView(comment, fields).problems.map(({ start, end, what }) => `${comment.slice(start, end)}: ${what}`);

test('a comment without one says nothing', () => {
  expect(readView('/** A page, see me@view.org. */', fields)).toEqual({ view: null, problems: [] });
});

test('all four words, in a comment of several lines and of one', () => {
  const comment =
    '/** A page.\n *  @view title Pages of files\n *  @view first dirty locked\n *  @view quiet index\n *  @view held locked */';
  expect(readView(comment, fields)).toEqual({
    view: { title: 'Pages of files', first: ['dirty', 'locked'], quiet: ['index'], held: ['locked'] },
    problems: [],
  });
  expect(readView('/** @view title Pages */', fields).view).toEqual({ title: 'Pages', first: [], quiet: [], held: [] });
});

test.each([
  ['/** @view */', [' : it says nothing']],
  ['/** @view titel Pages */', ["titel: 'titel' is no word of it"]],
  ['/** @view first dirty clean dirt */', ["clean: there is no field 'clean'", "dirt: there is no field 'dirt'"]],
  ['/** @view held */', ["held: nothing stands after 'held'"]],
  ['/** @view title A\n *  @view title B */', ["title: 'title' is said twice"]],
])('%s is complained about where it stands', (comment, problems) => {
  expect(problemsIn(comment)).toEqual(problems);
});
