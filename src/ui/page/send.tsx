// SPDX-License-Identifier: MIT
// The run for somebody else: text for a mail, a link to just this view with a title and a note, a drawing, a diagram, a trace for a
// viewer, data, and the whole page as a file.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { toEnd } from '../../explore/pace.ts';
import { offlinePage } from '../html.ts';
import type { Position } from '../link.ts';
import { packText, packWith } from '../pack.ts';
import { documentOf } from '../send/documents.ts';
import type { Form } from '../send/forms.ts';
import { mailText, sentOf } from '../sending.ts';
import type { Run, Session } from '../session.ts';
import { packedHash, positionAt } from './hash.ts';
import { packed, toBase64 } from './packed.ts';

interface Given {
  readonly session: Session;
  readonly run: Run;
  readonly at: number;
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

export function SendView({ session, run, at, isSite, linked, onClose }: Given) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const [title, setTitle] = useState(linked?.title ?? '');
  const [note, setNote] = useState(linked?.note ?? '');
  const [said, setSaid] = useState('');
  const text = useMemo(() => mailText(session, run), [session, run]);
  const name = session.about.claim.id.replaceAll(/[^\w.-]+/g, '-');

  const copy = async (what: string, content: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(content);
      setSaid(`${what} is copied.`);
    } catch {
      setSaid('The browser does not let a page copy: the text below can be marked.');
    }
  };
  const link = async (): Promise<string> => {
    const hash = await packedHash(positionAt(session, { run, at }, { title, note }));
    return `${location.origin === 'null' ? '' : location.origin}${location.pathname}${hash}`;
  };
  const drawn = (form: Form): string => toEnd(documentOf(form, sentOf(session, run)));
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
      <h2>Send this run</h2>
      <p class="buttons">
        <button type="button" onClick={() => void copy('The text', text)}>
          copy as text
        </button>
        {(Object.keys(files) as Form[]).map((form) => {
          const [ending, type, label] = files[form];
          return (
            <button key={form} type="button" onClick={() => save(ending, new Blob([drawn(form)], { type }))}>
              {label}
            </button>
          );
        })}
        <button type="button" onClick={() => void png(drawn('svg')).then((blob) => save('png', blob))}>
          PNG
        </button>
        {isSite ? (
          <button
            type="button"
            onClick={() => void offline(session).then((html) => save('html', new Blob([html], { type: 'text/html' })))}
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
      <form method="dialog">
        <button type="submit">close</button>
      </form>
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
async function offline({ row }: Session): Promise<string> {
  const [script, style] = await Promise.all(
    ['offline.js', 'offline.css'].map(async (name) => (await fetch(name)).text()),
  );
  if (script === undefined || style === undefined) throw new Error('checker bug: a page without its parts');
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
    pack: toBase64(await packed(packText(packWith([row])))),
    hash: (text) => hashes.get(text) ?? '',
  });
}
