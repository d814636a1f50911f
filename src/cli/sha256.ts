// SPDX-License-Identifier: MIT
// SHA-256 as hexadecimal digits: of what is kept, and of the checker itself.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Of the programs in a folder and of the engine that runs them: the version that answers are of. The number in package.json
 *  does not change while somebody works on the checker. */
export function programsDigest(folder: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const name of readdirSync(folder).sort()) {
    if (/\.(?:[cm]?js|wasm)$/.test(name)) hash.update(`\n${name}\n`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}
