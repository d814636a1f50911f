// SPDX-License-Identifier: MIT
// Where the page begins. What it shows lies in it, in an offline file, or is fetched from where it came from.

import { render } from 'preact';
import { packIn } from '../pack.ts';
import { App } from './app.tsx';
import { bytesOf, unpacked } from './packed.ts';
import './style.css';

/** A page of a gigabyte is nobody's. */
const mostBytes = 2 ** 30;

async function begin(): Promise<void> {
  const root = document.getElementById('page');
  const data = document.getElementById('pack')?.textContent ?? null;
  if (root === null || data === null) throw new Error('checker bug: a page without its parts');
  try {
    const pack = packIn(await unpacked(bytesOf(data), mostBytes));
    render(<App pack={pack} />, root);
  } catch (error) {
    root.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  }
}

void begin();
