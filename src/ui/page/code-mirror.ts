// SPDX-License-Identifier: MIT
// The editor's parts. They live in a shadow root, whose style sheets are made by script: the policy of the page lets no style
// element in.

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.comment], color: 'var(--faint)', fontStyle: 'italic' },
  { tag: [tags.string], color: 'var(--tone1)' },
  { tag: [tags.keyword, tags.modifier], color: 'var(--tone2)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--tone4)' },
  { tag: [tags.typeName, tags.className], color: 'var(--tone3)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '12.5px' },
  '.cm-scroller': { fontFamily: 'var(--mono)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--faint)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--now) 50%, transparent)' },
  '&.cm-focused .cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--now)',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--panel)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
  },
  '.cm-textfield': { backgroundColor: 'var(--paper)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-panel.cm-search': { fontSize: '13px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--ink)', fontSize: '16px' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-searchMatch': { backgroundColor: 'var(--changed)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--accent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--changed) 60%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', maxWidth: '70ch' },
});

export interface Given {
  readonly root: ShadowRoot;
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
}

export function openEditor({ root, parent, text, label, onChange }: Given): EditorView {
  const extensions = [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    lintGutter(),
    javascript({ typescript: true }),
    syntaxHighlighting(colours),
    look,
    keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent, root });
  // It scrolls, and has to by keyboard.
  view.scrollDOM.tabIndex = 0;
  return view;
}

export interface Said {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

export function mark(view: EditorView, all: readonly Said[]): void {
  const { doc } = view.state;
  const marks = all
    .filter(({ line }) => line >= 1 && line <= doc.lines)
    .map(({ line, column, length, message }): Mark => {
      const { from: start, to: end } = doc.line(line);
      const from = Math.min(start + Math.max(0, column - 1), end);
      return { from, to: Math.min(doc.length, Math.max(from + 1, from + length)), severity: 'error', message };
    });
  view.dispatch(setDiagnostics(view.state, marks));
}

export function show(view: EditorView, line: number): void {
  if (line < 1 || line > view.state.doc.lines) return;
  const { from } = view.state.doc.line(line);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
}
