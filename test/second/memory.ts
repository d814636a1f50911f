// SPDX-License-Identifier: MIT
// Contents of the shared objects. A value: writing makes another one, so states can keep theirs.

import { Broken } from './trouble.ts';
import { copyOf, fault, Items, print, type Ref, type Value } from './values.ts';

/** Per object its fields; null where the object is free. */
type Contents = readonly (readonly Value[] | null)[];

export class Memory {
  private contents: Contents;
  constructor(contents: Contents = []) {
    this.contents = contents;
  }

  copy(): Memory {
    return new Memory(this.contents);
  }

  get size(): number {
    return this.contents.length;
  }

  add(fields: readonly Value[] | null): void {
    this.contents = [...this.contents, fields];
  }

  fieldsOf(ref: Ref | null, line: number): readonly Value[] {
    if (ref === null) throw new Broken('null', line);
    const fields = this.contents[ref.index];
    if (fields === undefined) return fault('an object that is not there');
    if (fields === null) throw new Broken('freed', line);
    return fields;
  }

  isFree(ref: Ref): boolean {
    return this.contents[ref.index] === null;
  }

  set(ref: Ref, fields: readonly Value[] | null): void {
    this.contents = this.contents.with(ref.index, fields);
  }

  write(ref: Ref, slot: number, value: Value, line: number): void {
    this.set(ref, this.fieldsOf(ref, line).with(slot, copyOf(value)));
  }

  writeItem(ref: Ref, place: { slot: number; index: number }, value: Value, line: number): void {
    const items = this.fieldsOf(ref, line)[place.slot];
    if (!(items instanceof Items)) fault('no array');
    else this.write(ref, place.slot, new Items(items.values.with(place.index, value)), line);
  }

  /** Equal texts, equal memory. */
  text(): string {
    return this.contents.map((fields) => (fields === null ? '-' : textOf(fields))).join(';');
  }
}

/** Fields are never changed, and most of them are those of the state before. */
const texts = new WeakMap<readonly Value[], string>();

function textOf(fields: readonly Value[]): string {
  const known = texts.get(fields);
  if (known !== undefined) return known;
  const text = fields.map((value) => print(value)).join();
  texts.set(fields, text);
  return text;
}
