// SPDX-License-Identifier: MIT
// Every large array of a search is made here, so that memory is counted once and running out of it is one clean signal:
// `MemoryFull`, which the search turns into `unknown`. A budget and a refused allocation look the same to callers.

export class MemoryFull extends Error {
  constructor(readonly wanted: number) {
    super(`no room for ${wanted} more bytes`);
    this.name = 'MemoryFull';
  }
}

export class Meter {
  used = 0;
  peak = 0;

  /**
   * @param limit bytes; Infinity for whatever the machine gives
   * @param shared whether other threads of execution may look into the arrays
   */
  constructor(
    readonly limit: number,
    readonly shared = false,
  ) {}

  int32(length: number): Int32Array {
    return this.make(length * 4, (bytes) => new Int32Array(this.buffer(bytes)));
  }

  float64(length: number): Float64Array {
    return this.make(length * 8, (bytes) => new Float64Array(this.buffer(bytes)));
  }

  uint8(length: number): Uint8Array {
    return this.make(length, (bytes) => new Uint8Array(this.buffer(bytes)));
  }

  uint16(length: number): Uint16Array {
    return this.make(length * 2, (bytes) => new Uint16Array(this.buffer(bytes)));
  }

  release(array: ArrayBufferView): void {
    this.used -= array.byteLength;
  }

  /** The same numbers in a longer array. For the moment of the copy both are held, and counted. */
  longer(array: Int32Array, length: number): Int32Array {
    const longer = this.int32(length);
    longer.set(array);
    this.release(array);
    return longer;
  }

  longer64(array: Float64Array, length: number): Float64Array {
    const longer = this.float64(length);
    longer.set(array);
    this.release(array);
    return longer;
  }

  private buffer(bytes: number): ArrayBufferLike {
    return this.shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  }

  private make<T>(bytes: number, allocate: (bytes: number) => T): T {
    if (this.used + bytes > this.limit) throw new MemoryFull(bytes);
    try {
      const made = allocate(bytes);
      this.used += bytes;
      if (this.used > this.peak) this.peak = this.used;
      return made;
    } catch (error) {
      // The engine says RangeError both for too long and for no memory left: neither is a fault of the model.
      if (error instanceof RangeError) throw new MemoryFull(bytes);
      throw error;
    }
  }
}
