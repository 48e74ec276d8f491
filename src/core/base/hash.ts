// A 64-bit fingerprint of data, as 16 hex digits: names replays and traces. Not cryptographic; two FNV-1a lanes with
// different seeds and a final mix, so that equal inputs give equal names in every host.

export class Fingerprint {
  private low = 0x811c9dc5;
  private high = 0x9747b28c;

  /** Adds the bytes of a column; its length is part of the fingerprint. */
  column(data: ArrayBufferView): this {
    this.number(data.byteLength);
    const words = data.byteLength >>> 2;
    if (data.byteOffset % 4 === 0) {
      this.words(new Int32Array(data.buffer, data.byteOffset, words));
    } else {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      for (let i = 0; i < words; i++) this.word(view.getInt32(i * 4, true));
    }
    const rest = new Uint8Array(data.buffer, data.byteOffset + words * 4, data.byteLength & 3);
    for (const byte of rest) this.word(byte);
    return this;
  }

  text(value: string): this {
    this.number(value.length);
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
    return this;
  }

  number(value: number): this {
    this.word(value | 0);
    this.word(Math.floor(value / 2 ** 32) | 0);
    return this;
  }

  digest(): string {
    return hex(mix(this.high ^ (this.low >>> 7))) + hex(mix(this.low ^ (this.high >>> 9)));
  }

  /** As `word` of each; the lanes are locals because fields of 32 bits are boxed at each store. */
  private words(values: Int32Array): void {
    let low = this.low | 0;
    let high = this.high | 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      low = Math.imul(low ^ value, 0x01000193);
      high = Math.imul(high ^ value, 0x85ebca6b) ^ (high >>> 15);
    }
    this.low = low;
    this.high = high;
  }

  private word(value: number): void {
    this.low = Math.imul(this.low ^ value, 0x01000193);
    this.high = Math.imul(this.high ^ value, 0x85ebca6b) ^ (this.high >>> 15);
  }
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
