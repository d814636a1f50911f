// SPDX-License-Identifier: MIT
// A site: the gallery, or the claim that the address names.

import { useEffect, useState } from 'preact/hooks';
import { type Claim, isOneSetting } from '../../report/claim.ts';
import type { Gallery, GalleryRow } from '../gallery.ts';
import { type Pack, packIn } from '../pack.ts';
import { App } from './app.tsx';
import { GalleryView } from './gallery.tsx';
import { everything, hashPosition } from './hash.ts';
import { mostBytes, unpacked } from './packed.ts';

interface Opened {
  readonly file: string;
  readonly pack: Pack | null;
  readonly problem: string | null;
}

export function Root({ first }: { readonly first: Gallery }) {
  const [gallery, setGallery] = useState(first);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [search, setSearch] = useState('');

  // What a server has not read yet, it reads meanwhile.
  useEffect(() => {
    if (gallery.pending === 0) return;
    const timer = setTimeout(async () => setGallery(withAnswers(await galleryAt(), gallery)), 1000);
    return () => clearTimeout(timer);
  }, [gallery]);

  useEffect(() => {
    const follow = async (): Promise<void> => {
      const read = await hashPosition();
      if (read === null) return setOpened(null);
      if (read.kind === 'problem') return setOpened({ file: '', pack: null, problem: read.problem });
      const { file } = read.position;
      setOpened((before) => (before?.file === file ? before : { file, pack: null, problem: null }));
    };
    void follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const file = opened?.file ?? null;
  const address = file !== null && Object.hasOwn(gallery.packs, file) ? gallery.packs[file] : undefined;
  useEffect(() => {
    if (file === null || file === '') return;
    let isOver = false;
    const fetched = async (): Promise<void> => {
      const found = address === undefined ? `There is no scenario ${file} here.` : await packAt(address);
      if (isOver) return;
      setOpened(
        typeof found === 'string' ? { file, pack: null, problem: found } : { file, pack: found, problem: null },
      );
    };
    void fetched();
    return () => {
      isOver = true;
    };
  }, [file, address]);

  if (opened === null) return <GalleryView gallery={gallery} search={search} onSearch={setSearch} />;
  if (opened.pack === null)
    return (
      <main class="waiting">
        {opened.problem === null ? (
          <p class="faint">The model of {opened.file} is read …</p>
        ) : (
          <p class="banner" role="alert">
            {opened.problem}
          </p>
        )}
        <p>
          <a href={everything}>All claims</a>
        </p>
      </main>
    );
  return (
    <App
      key={opened.file}
      pack={opened.pack}
      isSite={true}
      onAnswer={(row, { verdict }) => setGallery(withVerdict(gallery, row.question.claim, opened.file, verdict))}
    />
  );
}

export async function galleryAt(): Promise<Gallery> {
  const answer = await fetch('gallery.json');
  if (!answer.ok) throw new Error(`gallery.json: ${answer.status}`);
  return (await answer.json()) as Gallery;
}

/** What it is, or why there is none. */
async function packAt(address: string): Promise<Pack | string> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return `${answer.status} ${await answer.text()}`;
    return packIn(await unpacked(new Uint8Array(await answer.arrayBuffer()), mostBytes));
  } catch (error) {
    return `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

type Asked = Pick<Claim, 'id' | 'variant' | 'property' | 'as' | 'memory' | 'compiler'>;

const isSame = (a: Asked, b: Asked): boolean =>
  a.id === b.id && a.variant === b.variant && a.property === b.property && a.as === b.as && isOneSetting(a, b);

function withVerdict(
  gallery: Gallery,
  claim: Asked,
  file: string,
  { kind, counts }: { readonly kind: GalleryRow['verdict']; readonly counts: { readonly states: number } },
): Gallery {
  const rows = gallery.rows.map((row) =>
    row.file === file && isSame(row, claim) ? { ...row, verdict: kind, states: counts.states } : row,
  );
  return { ...gallery, rows };
}

/** What was asked here, the server does not know. */
function withAnswers(fresh: Gallery, before: Gallery): Gallery {
  const known = before.rows.filter(({ verdict }) => verdict !== null);
  const rows = fresh.rows.map((row) => known.find((one) => one.file === row.file && isSame(one, row)) ?? row);
  return { ...fresh, rows };
}
