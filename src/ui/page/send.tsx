// SPDX-License-Identifier: MIT
// The run for somebody else: text for a mail, a link to just this view with a title and a note, a drawing, a diagram, a trace for a
// viewer, data, and the whole page as a file.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { offlinePage } from '../html.ts';
import type { Position } from '../link.ts';
import { aboutOf, type PackedRow, packText, packWith } from '../pack.ts';
import type { Form } from '../send/forms.ts';
import type { Standing } from './claim.tsx';
import { packedHash, positionAt } from './hash.ts';
import { packed, toBase64 } from './packed.ts';
import type { Looked } from './use-opened.ts';

interface Given {
  readonly looked: Looked;
  readonly standing: Standing;
  /** Whether the parts of an offline page can be fetched. */
  readonly isSite: boolean;
  readonly linked: Position | null;
  readonly onClose: () => void;
}

const files: Readonly<Record<Form, readonly [ending: string, type: string, title: string]>> = {
  svg: ['svg', 'image/svg+xml', 'SVG'],
  mermaid: ['mmd', 'text/plain', 'Mermaid'],
  perfetto: ['perfetto.json', 'application/json', 'Perfetto trace'],
  json: ['json', 'application/json', 'JSON'],
};

export function SendView({ looked, standing, isSite, linked, onClose }: Given) {
  const { engine, row, claim } = looked;
  const { run, at } = standing;
  const dialog = useRef<HTMLDialogElement>(null);
  // Before it is painted: a key pressed as soon as it is seen is the dialog's.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const [title, setTitle] = useState(linked?.title ?? '');
  const [note, setNote] = useState(linked?.note ?? '');
  const [said, setSaid] = useState('');
  const [text, setText] = useState('');
  useEffect(() => void engine.ask('mail', run.number).then(setText), [engine, run]);
  const name = aboutOf(row).claim.id.replaceAll(/[^\w.-]+/g, '-');

  const copy = async (what: string, content: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(content);
      setSaid(`${what} is copied.`);
    } catch {
      setSaid('The browser does not let a page copy: the text below can be marked.');
    }
  };
  const link = async (): Promise<string> => {
    const hash = await packedHash(positionAt(row, claim.checksum, standing, { title, note }));
    return `${location.origin === 'null' ? '' : location.origin}${location.pathname}${hash}`;
  };
  const drawn = (form: Form): Promise<string> => engine.ask('sent', run.number, form);
  const save = (ending: string, content: Blob): void => {
    const address = URL.createObjectURL(content);
    const anchor = document.createElement('a');
    anchor.href = address;
    anchor.download = `${name}.${ending}`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    setSaid(`${anchor.download} is saved.`);
  };
  return (
    <dialog ref={dialog} class="send" aria-label="Send" onClose={onClose}>
      <form method="dialog">
        <h2>Send this run</h2>
        <button type="submit">close</button>
      </form>
      <p class="buttons">
        <button type="button" onClick={() => void copy('The text', text)}>
          copy as text
        </button>
        {(Object.keys(files) as Form[]).map((form) => {
          const [ending, type, label] = files[form];
          return (
            <button
              key={form}
              type="button"
              onClick={() => void drawn(form).then((content) => save(ending, new Blob([content], { type })))}
            >
              {label}
            </button>
          );
        })}
        <button
          type="button"
          onClick={() =>
            void drawn('svg')
              .then(png)
              .then((blob) => save('png', blob))
          }
        >
          PNG
        </button>
        {isSite ? (
          <button
            type="button"
            onClick={() => void offline(row).then((html) => save('html', new Blob([html], { type: 'text/html' })))}
          >
            offline HTML
          </button>
        ) : null}
      </p>
      <fieldset>
        <legend>A link to step {at}</legend>
        <label>
          title <input value={title} maxLength={200} onInput={(event) => setTitle(event.currentTarget.value)} />
        </label>
        <label>
          note{' '}
          <textarea value={note} maxLength={4000} rows={2} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <button type="button" onClick={() => void link().then((address) => copy('The link', address))}>
          copy the link
        </button>
      </fieldset>
      <p role="status">{said}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard */}
      <pre tabIndex={0} class="mail">
        {text}
      </pre>
    </dialog>
  );
}

/** Twice as large as it is drawn, for screens that have the pixels. */
async function png(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('there is no canvas');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('the drawing is too large')) : resolve(blob)),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** The claim as a file that opens offline, as `explore --html` makes it. */
async function offline(row: PackedRow): Promise<string> {
  const [script, style, engine] = await Promise.all(
    ['offline.js', 'offline.css', 'engine.js'].map(async (name) => (await fetch(name)).text()),
  );
  if (script === undefined || style === undefined || engine === undefined)
    throw new Error('checker bug: a page without its parts');
  const hashes = new Map<string, string>();
  for (const text of [script, style]) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    hashes.set(text, `sha256-${toBase64(digest)}`);
  }
  const { claim } = row.question;
  return offlinePage({
    title: `${claim.id} ${claim.title}`,
    script,
    style,
    engine,
    pack: toBase64(await packed(packText(packWith([row])))),
    hash: (text) => hashes.get(text) ?? '',
  });
}
