// SPDX-License-Identifier: MIT
// Where this command keeps its answers, and as which checker.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cache } from './check-request.ts';
import { entriesFolder, openEntries } from './entries.ts';
import type { Output } from './output.ts';
import { programsDigest } from './sha256.ts';

/** Of the checker. @param url of one of its programs: the others lie beside it */
export const versionOf = (url: string): string => programsDigest(dirname(fileURLToPath(url)));

/** Null where nothing is kept. */
export function openCache(url: string, output: Output): Cache | null {
  const folder = entriesFolder(process.env);
  if (folder === null) return null;
  const entries = openEntries(folder, (message) => output.note(message));
  return { entries, version: versionOf(url) };
}
