// SPDX-License-Identifier: MIT
// The model's text where a thread stands, with the line of each thread, and what is said of the function: which kernel
// function it stands for and how faithful it is.

import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import type { Tree } from '../../lang/tree.ts';
import type { Standpoint } from '../looking.ts';
import { wordsOf } from './words-of.ts';

interface Given {
  readonly tree: Tree;
  readonly here: Standpoint | null;
  /** Where the others stand. */
  readonly others: readonly Standpoint[];
  /** Whether its pane is in view, where only one is: what is not cannot be scrolled. */
  readonly isSeen: boolean;
}

export function SourceView({ tree, here, others, isSeen }: Given) {
  const box = useRef<HTMLElement>(null);
  const line = here?.place.line ?? 0;
  const file = here?.place.file ?? '';
  useEffect(() => {
    const at = box.current?.querySelector<HTMLElement>('.here');
    if (at !== null && at !== undefined && box.current !== null)
      box.current.scrollTop = at.offsetTop - box.current.clientHeight / 3;
  }, [file, line, isSeen]);
  if (here === null) return <p class="faint">This thread has finished.</p>;
  const text = tree.files.get(file);
  if (text === undefined) return <p class="faint">{file} is not part of what was read.</p>;
  const declaration = declarationAt(tree, here);
  const doc = declaration === null ? null : docOf(declaration.doc);
  return (
    <>
      <p class="where">
        <code>{here.function}()</code>{' '}
        <span class="faint">
          {file}:{line}
        </span>
      </p>
      {doc === null ? null : (
        <p class="stands-for">
          {doc.linux === null ? null : (
            <>
              stands for <code>{doc.linux}</code>
              <br />
            </>
          )}
          {doc.text}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard */}
      <section class="source" ref={box} tabIndex={0} aria-label={`Source of ${here.name}`}>
        {linesOf(text).map((content, i) => {
          const at = i + 1;
          const tags = others.flatMap(({ name, place }) => (place.file === file && place.line === at ? [name] : []));
          return (
            <SourceLine
              key={i}
              number={at}
              content={content}
              here={at === line ? here.name : null}
              others={tags.length === 0 ? nobody : tags}
            />
          );
        })}
      </section>
    </>
  );
}

const nobody: readonly string[] = [];

const known = new Map<string, readonly string[]>();

function linesOf(text: string): readonly string[] {
  const lines = known.get(text) ?? text.split('\n');
  known.set(text, lines);
  return lines;
}

interface LineGiven {
  readonly number: number;
  readonly content: string;
  /** Who stands there. */
  readonly here: string | null;
  readonly others: readonly string[];
}

/** Most lines are the same after a step: they are not drawn again. */
const SourceLine = memo(({ number, content, here, others }: LineGiven) => (
  <div class={`src${here === null ? '' : ' here'}`} aria-current={here === null ? undefined : 'location'}>
    <span class="number">{number}</span>
    <code>
      {wordsOf(content).map(([kind, word], n) =>
        kind === '' ? (
          word
        ) : (
          <span key={n} class={kind}>
            {word}
          </span>
        ),
      )}
    </code>
    {here === null ? null : <b class="tag">{here}</b>}
    {others.map((name) => (
      <b key={name} class="tag other">
        {name}
      </b>
    ))}
  </div>
));

function declarationAt(tree: Tree, { function: name, place }: Standpoint) {
  const found = tree.declarations.get(`${place.file}#${name}`);
  return found?.kind === 'function' ? found : null;
}

/** The tag that names the kernel's function, and the rest. */
function docOf(doc: string): { readonly linux: string | null; readonly text: string } | null {
  if (doc.trim() === '') return null;
  const at = doc.indexOf('@linux');
  if (at < 0) return { linux: null, text: doc };
  return { linux: doc.slice(at + '@linux'.length).trim(), text: doc.slice(0, at).trim() };
}
