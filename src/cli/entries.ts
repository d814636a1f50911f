// SPDX-License-Identifier: MIT
// What is remembered between two commands, by key, on a disk. Nothing here is needed for a right answer: an entry that is
// damaged, or of which only half was written, is none, and a folder that cannot be written to is said once. Whoever writes
// makes a file of its own and renames it, so that readers and other commands see all of it or nothing.

import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from './sha256.ts';

export interface Entries {
  /** Null where there is none, or none that can be trusted. */
  read(key: string): unknown;
  write(key: string, value: unknown): void;
  /** Takes away what is too old or too much; now and then, when something was written. */
  tidy(): void;
}

/** All of them together: as much as a hundred thousand rows. */
const mostBytes = 200 * 2 ** 20;
/** Not asked for in so many milliseconds: nobody waits for it. */
const oldest = 60 * 86_400_000;
/** An entry that is read is young again, at most once in so many milliseconds. */
const day = 86_400_000;
/** What a command that died had begun to write. */
const unfinished = '.new';

/** Where entries lie: what XDG calls a cache, because every checkout of the same texts has the same answers. */
export function entriesFolder(env: NodeJS.ProcessEnv): string | null {
  const { FAULTLINE_CACHE: named = '', XDG_CACHE_HOME: cache = '', CI = '' } = env;
  if (named !== '') return named === 'off' ? null : named;
  // Who checks a commit wants it checked, and not remembered.
  if (CI !== '' && CI !== 'false') return null;
  return join(cache.startsWith('/') ? cache : join(homedir(), '.cache'), 'faultline');
}

/** @param complain is told in one sentence, once, that nothing can be written */
export function openEntries(folder: string, complain: (message: string) => void): Entries {
  const fileOf = (key: string): string => join(folder, key.slice(0, 2), key.slice(2));
  let isWritable = true;
  let hasWritten = false;
  return {
    read(key) {
      const file = fileOf(key);
      try {
        const value = valueIn(readFileSync(file, 'utf8'));
        if (value !== null) touch(file);
        return value;
      } catch {
        return null;
      }
    },
    write(key, value) {
      if (!isWritable) return;
      const file = fileOf(key);
      const made = `${file}-${randomUUID()}${unfinished}`;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(made, textOf(value), { flag: 'wx' });
        renameSync(made, file);
        hasWritten = true;
      } catch (error) {
        isWritable = false;
        remove(made);
        const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        complain(`answers cannot be kept in ${folder} (${why}): go on without; --no-cache does not try`);
      }
    },
    tidy() {
      if (!hasWritten || !isDue(join(folder, 'tidied'))) return;
      try {
        sweep(folder, Date.now());
      } catch {
        // Somebody else sweeps, or the disk is gone: the next one may.
      }
    },
  };
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing was.
  }
}

function textOf(value: unknown): string {
  const body = JSON.stringify(value);
  return `${sha256(body)}\n${body}`;
}

function valueIn(text: string): unknown {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === sha256(body) ? JSON.parse(body) : null;
}

function touch(file: string): void {
  const now = Date.now();
  if (now - statSync(file).mtimeMs < day) return;
  try {
    utimesSync(file, now / 1000, now / 1000);
  } catch {
    // A folder that may only be read is still worth reading.
  }
}

/** Once a day: to look at every entry takes longer than to use them. */
function isDue(stamp: string): boolean {
  try {
    if (Date.now() - statSync(stamp).mtimeMs < day) return false;
  } catch {
    // Never yet.
  }
  try {
    writeFileSync(stamp, '');
    return true;
  } catch {
    return false;
  }
}

/** Takes away what nobody asked for in a long time, then the oldest until the rest is small enough. */
export function sweep(folder: string, now: number, most = mostBytes): void {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory() && /^[0-9a-f]{2}$/.test(one.name))
    .flatMap((one) => readdirSync(join(folder, one.name)).map((name) => join(folder, one.name, name)))
    .map((file) => ({ file, ...sizeAndAge(file, now) }))
    .sort((a, b) => a.age - b.age);
  let bytes = 0;
  for (const { file, size, age } of found) {
    const isLeft = file.endsWith(unfinished) && age > 3_600_000;
    bytes += size;
    if (bytes > most || age > oldest || isLeft) rmSync(file, { force: true });
  }
}

function sizeAndAge(file: string, now: number): { readonly size: number; readonly age: number } {
  const { size, mtimeMs } = statSync(file);
  return { size, age: now - mtimeMs };
}
