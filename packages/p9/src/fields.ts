/** The kinds of fields that messages are made of: their types here, and how each is read and written. Numbers are little-endian. */
import { Bytes } from '@racho/bytes';
import { viewOf, wrap } from '@racho/bytes/raw';

/** What the server knows a file by: the same file has the same one. */
export interface Qid {
  /** QTDIR, QTSYMLINK or 0. */
  readonly type: number;
  /** Changes with the contents. */
  readonly version: number;
  /** 64 bits. */
  readonly path: bigint;
}

interface FieldTypes {
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: bigint;
  readonly string: string;
  readonly strings: readonly string[];
  readonly qid: Qid;
  readonly qids: readonly Qid[];
  /** With its length in 32 bits before it; as read it is a view of the message. */
  readonly data: Uint8Array;
}

export type FieldType = keyof FieldTypes;

/** The values of some fields. */
export type Body<F extends Readonly<Record<string, FieldType>>> = { readonly [Name in keyof F]: FieldTypes[F[Name]] };

export type FieldValue = FieldTypes[FieldType];

/** Reads fields from a message; after the first that is not there, or not well formed, `bad` says so and values are empty. */
export class Reader {
  bad = false;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  field(type: FieldType): FieldValue {
    switch (type) {
      case 'u8':
        return this.#number(1);
      case 'u16':
        return this.#number(2);
      case 'u32':
        return this.#number(4);
      case 'u64':
        return this.#u64();
      case 'string':
        return this.#string();
      case 'strings':
        return this.#many(() => this.#string());
      case 'qid':
        return this.#qid();
      case 'qids':
        return this.#many(() => this.#qid());
      case 'data':
        return this.#data(this.#number(4));
    }
  }

  #number(size: 1 | 2 | 4): number {
    const at = this.#take(size);
    if (at === undefined) return 0;
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  #u64(): bigint {
    const at = this.#take(8);
    return at === undefined ? 0n : this.#view.getBigUint64(at, true);
  }

  /** Names of files are UTF-8 here: what is not could not be told from another name that is not. */
  #string(): string {
    const bytes = wrap(this.#data(this.#number(2)));
    const text = bytes.toText();
    if (!Bytes.fromText(text).equals(bytes)) this.bad = true;
    return text;
  }

  #qid(): Qid {
    return { type: this.#number(1), version: this.#number(4), path: this.#u64() };
  }

  #many<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.#number(2); left > 0 && !this.bad; left--) items.push(read());
    return items;
  }

  #data(length: number): Uint8Array {
    const at = this.#take(length);
    return at === undefined ? new Uint8Array(0) : this.#bytes.subarray(at, at + length);
  }

  #take(length: number): number | undefined {
    if (this.bad || length > this.left) {
      this.bad = true;
      return undefined;
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

/** Gathers fields. A string longer than 65535 bytes cannot be written; callers bound theirs. */
export class Writer {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  field(type: FieldType, value: FieldValue): void {
    switch (type) {
      case 'u8':
        this.#number(1, value as number);
        break;
      case 'u16':
        this.#number(2, value as number);
        break;
      case 'u32':
        this.#number(4, value as number);
        break;
      case 'u64':
        this.#u64(value as bigint);
        break;
      case 'string':
        this.#string(value as string);
        break;
      case 'strings':
        this.#many(value as readonly string[], (text) => this.#string(text));
        break;
      case 'qid':
        this.#qid(value as Qid);
        break;
      case 'qids':
        this.#many(value as readonly Qid[], (qid) => this.#qid(qid));
        break;
      case 'data':
        this.#number(4, (value as Uint8Array).length);
        this.raw(value as Uint8Array);
    }
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Bytes as they are; they must stay so. */
  raw(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #number(size: 1 | 2 | 4, value: number): void {
    this.raw(Uint8Array.from({ length: size }, (_, i) => value >>> (8 * i)));
  }

  #u64(value: bigint): void {
    this.#number(4, Number(BigInt.asUintN(32, value)));
    this.#number(4, Number(BigInt.asUintN(32, value >> 32n)));
  }

  #string(text: string): void {
    const bytes = viewOf(Bytes.fromText(text));
    this.#number(2, bytes.length);
    this.raw(bytes);
  }

  #qid({ type, version, path }: Qid): void {
    this.#number(1, type);
    this.#number(4, version);
    this.#u64(path);
  }

  #many<T>(items: readonly T[], write: (item: T) => void): void {
    this.#number(2, items.length);
    items.forEach(write);
  }
}
