// Reads one line of a trace token by token, straight from the bytes: no strings, no objects per line.
//
// Blanks, tabs and stray carriage returns separate tokens. A number is one only if its token ends where the number does;
// otherwise the reading fails and the line is unreadable. Decimals are doubles: exact up to 2^53.

const SPACE = 0x20;
const EMPTY = new Uint8Array();
const utf8 = new TextDecoder();

export class LineCursor {
  bytes: Uint8Array = EMPTY;
  at = 0;
  end = 0;
  /** The last pointer that `hex` read, as two 32-bit halves. */
  high = 0;
  low = 0;

  reset(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  skipBlanks(): void {
    while (this.at < this.end && isBlank(this.bytes[this.at] as number)) this.at++;
  }

  /** True when nothing but blanks is left. */
  atEnd(): boolean {
    this.skipBlanks();
    return this.at >= this.end;
  }

  /** The next byte without taking it, -1 at the end. */
  peek(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  /** Takes one certain byte; false if another stands there. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** The next token as a decimal number without sign, -1 if it is none. */
  decimal(): number {
    this.skipBlanks();
    const value = this.digits();
    return value >= 0 && this.tokenEnded() ? value : -1;
  }

  /** Digits up to whatever follows them, -1 if there are none. */
  digits(): number {
    const { bytes, end } = this;
    const start = this.at;
    let at = start;
    let value = 0;
    while (at < end) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    this.at = at;
    return at === start ? -1 : value;
  }

  /** The next token as lower- or upper-case hex without 0x, into `high` and `low`; false if it is none or over 64 bits. */
  hex(): boolean {
    this.skipBlanks();
    const { bytes, end } = this;
    let at = this.at;
    const start = at;
    let high = 0;
    let low = 0;
    while (at < end) {
      const digit = hexDigit(bytes[at] as number);
      if (digit < 0) break;
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      at++;
    }
    this.at = at;
    this.high = high;
    this.low = low;
    return at > start && at - start <= 16 && this.tokenEnded();
  }

  /** As `hex`, after a compulsory 0x. */
  pointer(): boolean {
    this.skipBlanks();
    return this.take(48) && this.take(120) && this.hex();
  }

  /** As `hex`, as one number; -1 if it is none. */
  hexNumber(): number {
    return this.hex() ? (this.high >>> 0) * 2 ** 32 + (this.low >>> 0) : -1;
  }

  /** Does the next token equal `word`? Takes it if so. */
  word(word: Uint8Array): boolean {
    this.skipBlanks();
    const { bytes, at } = this;
    if (at + word.length > this.end) return false;
    for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
    this.at = at + word.length;
    if (this.tokenEnded()) return true;
    this.at = at;
    return false;
  }

  /** The next token as text; empty at the end of the line. */
  token(): string {
    this.skipBlanks();
    const start = this.at;
    while (this.at < this.end && !isBlank(this.bytes[this.at] as number)) this.at++;
    return utf8.decode(this.bytes.subarray(start, this.at));
  }

  /** All that is left, without blanks around it. */
  rest(): string {
    this.skipBlanks();
    const text = utf8.decode(this.bytes.subarray(this.at, this.end));
    this.at = this.end;
    return text.trimEnd();
  }

  /** A text of so many bytes after one blank; undefined if the line is too short. */
  sized(length: number): string | undefined {
    const start = this.at + 1;
    if (length < 0 || start + length > this.end) return undefined;
    this.at = start + length;
    return utf8.decode(this.bytes.subarray(start, this.at));
  }

  private tokenEnded(): boolean {
    return this.at >= this.end || isBlank(this.bytes[this.at] as number);
  }
}

/** NUL is none: it is a hole in the file, which must not pass for an empty line. */
function isBlank(byte: number): boolean {
  return byte <= SPACE && byte !== 0;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
