// SPDX-License-Identifier: MIT
import { useEffect, useState } from 'preact/hooks';

/** A text as a file of one's own. */
export function SaveLink({
  name,
  text,
  type = 'text/plain',
}: {
  readonly name: string;
  readonly text: string;
  readonly type?: string;
}) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [text, type]);
  return (
    <a class="save" href={address} download={name}>
      save {name}
    </a>
  );
}
