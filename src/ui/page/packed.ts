// SPDX-License-Identifier: MIT
// Text that was made small, and back: packs and links. The browser's own deflate; what comes out is counted while it comes
// out, because a few bytes may unpack to gigabytes.

/** A page of a gigabyte is nobody's. */
export const mostBytes = 2 ** 30;

async function through(
  bytes: Uint8Array,
  way: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(way);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = source.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new RangeError(`more than ${most} bytes`);
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param most bytes of what comes out */
export async function unpacked(bytes: Uint8Array, most: number): Promise<string> {
  return new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw'), most));
}

export async function packed(text: string): Promise<Uint8Array> {
  return through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'), Infinity);
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** For the part of an address behind its `#`. */
export async function toHash(text: string): Promise<string> {
  return toBase64(await packed(text))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** @throws Error where it is damaged, or too long */
export async function fromHash(hash: string, most: number): Promise<string> {
  return unpacked(bytesOf(hash.replaceAll('-', '+').replaceAll('_', '/')), most);
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
