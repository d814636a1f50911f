// SPDX-License-Identifier: MIT
// Where this command keeps its answers, and as which checker.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cache } from './check-request.ts';
import { entriesFolder, openEntries } from './entries.ts';
import type { Output } from './output.ts';
import { programsDigest } from './sha256.ts';

/** Null where nothing is kept. @param url of a program of the checker: the others lie beside it */
export function openCache(url: string, output: Output): Cache | null {
  const folder = entriesFolder(process.env);
  if (folder === null) return null;
  const entries = openEntries(folder, (message) => output.note(message));
  return { entries, version: programsDigest(dirname(fileURLToPath(url))) };
}
