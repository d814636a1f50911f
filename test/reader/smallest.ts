// SPDX-License-Identifier: MIT
// Makes a text that fails smaller: lines are left out, then characters, as long as it fails in the same way.

const ATTEMPTS = 400;

export async function smallest(text: string, fails: (text: string) => Promise<boolean>): Promise<string> {
  let left = ATTEMPTS;
  const without = async (parts: readonly string[], glue: string): Promise<string> => {
    let now = parts;
    for (let size = Math.ceil(parts.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < now.length && left > 0; ) {
        const shorter = [...now.slice(0, at), ...now.slice(at + size)];
        left--;
        if (await fails(shorter.join(glue))) now = shorter;
        else at += size;
      }
    }
    return now.join(glue);
  };
  const lines = await without(text.split('\n'), '\n');
  return without([...lines], '');
}
