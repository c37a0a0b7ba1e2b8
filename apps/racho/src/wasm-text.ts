/** WebAssembly as text: the instructions of a function, one a line, indented by nesting (core specification, 5.4 and 6.5). */

/** Names of consecutive opcodes. */
const spread = (first: number, text: string): [number, string][] =>
  text.split(/\s+/).map((name, index) => [first + index, name]);
const numeric = (first: number, type: string, names: string): [number, string][] =>
  spread(first, names).map(([opcode, name]) => [opcode, `${type}.${name}`]);

const INTEGER_TESTS = 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const INTEGER = 'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const FLOAT_TESTS = 'eq ne lt gt le ge';
const FLOAT = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';

const plain = new Map([
  ...spread(0x00, 'unreachable nop'),
  ...spread(0x0f, 'return'),
  ...spread(0x1a, 'drop select'),
  ...numeric(0x45, 'i32', INTEGER_TESTS),
  ...numeric(0x50, 'i64', INTEGER_TESTS),
  ...numeric(0x5b, 'f32', FLOAT_TESTS),
  ...numeric(0x61, 'f64', FLOAT_TESTS),
  ...numeric(0x67, 'i32', INTEGER),
  ...numeric(0x79, 'i64', INTEGER),
  ...numeric(0x8b, 'f32', FLOAT),
  ...numeric(0x99, 'f64', FLOAT),
  ...numeric(0xa7, 'i32', 'wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u'),
  ...numeric(0xac, 'i64', 'extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u'),
  ...numeric(0xb2, 'f32', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64'),
  ...numeric(0xb7, 'f64', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32'),
  ...spread(0xbc, 'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64'),
  ...numeric(0xc0, 'i32', 'extend8_s extend16_s'),
  ...numeric(0xc2, 'i64', 'extend8_s extend16_s extend32_s'),
]);
const accesses = new Map([
  ...spread(0x28, 'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u'),
  ...numeric(0x30, 'i64', 'load8_s load8_u load16_s load16_u load32_s load32_u'),
  ...spread(0x36, 'i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32'),
]);
const indexed = new Map([
  ...spread(0x0c, 'br br_if'),
  ...spread(0x10, 'call'),
  ...spread(0x20, 'local.get local.set local.tee global.get global.set'),
]);
const frames = new Map(spread(0x02, 'block loop if'));
const blockTypes = new Map([
  [0x40, ''],
  [0x7f, ' (result i32)'],
  [0x7e, ' (result i64)'],
  [0x7d, ' (result f32)'],
  [0x7c, ' (result f64)'],
]);
/** Of the vector instructions, by their second opcode, those that are used for fused multiplication; some have a lane. */
const vectors = new Map([
  [0x14, 'f64x2.splat'],
  [0x21, 'f64x2.extract_lane'],
  [0x107, 'f64x2.relaxed_madd'],
]);
const LANED = 0x21;

const SECTION = { import: 2, export: 7, code: 10 } as const;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  get end(): boolean {
    return this.at >= this.#bytes.length;
  }
  byte(): number {
    return this.#view.getUint8(this.at++);
  }
  unsigned(): number {
    return Number(BigInt.asUintN(32, this.signed(false)));
  }
  /** LEB128, sign-extended or not. */
  signed(extend = true): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return extend && (byte & 0x40) !== 0 ? value - (1n << (shift + 7n)) : value;
    }
  }
  float(bytes: 4 | 8): number {
    const value = bytes === 4 ? this.#view.getFloat32(this.at, true) : this.#view.getFloat64(this.at, true);
    this.at += bytes;
    return value;
  }
  take(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
  name(): string {
    return new TextDecoder().decode(this.take(this.unsigned()));
  }
}

function sectionsOf(module: Uint8Array): ReadonlyMap<number, Reader> {
  const reader = new Reader(module, 8);
  const sections = new Map<number, Reader>();
  while (!reader.end) sections.set(reader.byte(), new Reader(reader.take(reader.unsigned())));
  return sections;
}

/** Function imports come before functions; of the others there is the memory. */
function importedFunctions(section: Reader | undefined): number {
  let functions = 0;
  for (let count = section?.unsigned() ?? 0; count > 0; count--) {
    section!.name();
    section!.name();
    const kind = section!.byte();
    if (kind === 0) {
      section!.unsigned();
      functions += 1;
    } else {
      const limits = section!.byte();
      section!.unsigned();
      if ((limits & 1) !== 0) section!.unsigned();
    }
  }
  return functions;
}

/** An instruction as text, and how it changes the nesting before and behind it. */
export interface WasmLine {
  readonly depth: number;
  readonly text: string;
}

/** The instructions of the module's exported function. The module is one of our own making: it is not checked. */
export function* wasmLines(module: Uint8Array): Generator<WasmLine> {
  const sections = sectionsOf(module);
  const exported = sections.get(SECTION.export)!;
  exported.unsigned();
  exported.name();
  exported.byte();
  const index = exported.unsigned() - importedFunctions(sections.get(SECTION.import));
  const code = sections.get(SECTION.code)!;
  code.unsigned();
  let body = new Uint8Array();
  for (let i = 0; i <= index; i++) body = code.take(code.unsigned()) as Uint8Array<ArrayBuffer>;
  const reader = new Reader(body);
  for (let groups = reader.unsigned(); groups > 0; groups--) {
    reader.unsigned();
    reader.byte();
  }
  let depth = 0;
  while (!reader.end) {
    const opcode = reader.byte();
    if (opcode === 0x05 || opcode === 0x0b) {
      yield { depth: depth - 1, text: opcode === 0x05 ? 'else' : 'end' };
      if (opcode === 0x0b) depth -= 1;
      continue;
    }
    const frame = frames.get(opcode);
    yield { depth, text: frame === undefined ? instruction(opcode, reader) : frame + blockTypes.get(reader.byte())! };
    if (frame !== undefined) depth += 1;
  }
}

function instruction(opcode: number, reader: Reader): string {
  const name = plain.get(opcode);
  if (name !== undefined) return name;
  const access = accesses.get(opcode);
  if (access !== undefined) {
    reader.unsigned();
    const offset = reader.unsigned();
    return offset === 0 ? access : `${access} offset=${offset}`;
  }
  const withIndex = indexed.get(opcode);
  if (withIndex !== undefined) return `${withIndex} ${reader.unsigned()}`;
  switch (opcode) {
    case 0x41:
      return `i32.const ${reader.signed()}`;
    case 0x42:
      return `i64.const ${reader.signed()}`;
    case 0x43:
      return `f32.const ${reader.float(4)}`;
    case 0x44:
      return `f64.const ${reader.float(8)}`;
    case 0x0e:
      return `br_table ${Array.from({ length: reader.unsigned() + 1 }, () => reader.unsigned()).join(' ')}`;
    case 0xfd: {
      const second = reader.unsigned();
      return `${vectors.get(second) ?? `vector ${second}`}${second === LANED ? ` ${reader.byte()}` : ''}`;
    }
    default:
      throw new RangeError(`opcode 0x${opcode.toString(16)} has no name here`);
  }
}
