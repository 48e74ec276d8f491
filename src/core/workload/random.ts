// A small seeded generator of random numbers: the same seed gives the same numbers in every host.
//
// Four 32-bit words of state, of which one counts (so no state repeats early); seeds are spread by a mixing function, so
// that neighbouring seeds and streams have nothing in common. Not for secrets.

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `stream` makes independent generators of one seed. */
  constructor(seed: number, stream = 0) {
    const low = seed | 0;
    const high = Math.floor(seed / 2 ** 32) | 0;
    this.a = mixed(low ^ 0x6a09e667);
    this.b = mixed(high ^ this.a ^ 0x3c6ef372);
    this.c = mixed(stream ^ this.b ^ 0x510e527f);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** 0 .. 2^31 - 1, as C's random(). */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 1;
  }

  /** 0 .. limit - 1. */
  below(limit: number): number {
    return this.next() % limit;
  }

  /** The next numbers, as many as `target` holds; as `next` one by one, without leaving registers in between. */
  fill(target: Int32Array): void {
    let { a, b, c, counter } = this;
    for (let i = 0; i < target.length; i++) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      target[i] = sum >>> 1;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
  }
}

function mixed(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
