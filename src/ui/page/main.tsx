// SPDX-License-Identifier: MIT
// Where the page begins. What it shows lies in it, in an offline file, or is fetched from where it came from.

import { render } from 'preact';
import { packIn } from '../pack.ts';
import { App } from './app.tsx';
import { bytesOf, mostBytes, unpacked } from './packed.ts';
import { galleryAt, Root } from './root.tsx';
import './style/base.css';
import './style/frame.css';
import './style/run.css';
import './style/state.css';
import './style/threads.css';
import './style/source.css';
import './style/position.css';
import './style/dialogs.css';
import './style/gallery.css';
import './style/editor.css';
import './style/compare.css';
import './style/send.css';

async function begin(): Promise<void> {
  const root = document.getElementById('page');
  if (root === null) throw new Error('checker bug: a page without its parts');
  try {
    const data = document.getElementById('pack')?.textContent ?? null;
    if (data === null) render(<Root first={await galleryAt()} />, root);
    else
      render(<App pack={packIn(await unpacked(bytesOf(data), mostBytes))} isSite={false} onAnswer={() => {}} />, root);
  } catch (error) {
    root.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  }
}

void begin();
