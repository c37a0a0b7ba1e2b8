/** Builds a WebAssembly module: function imports, functions with locals, and exports, around one imported memory. */
import type { Code, ValueType } from './code.ts';
import { flatten, valueTypes } from './code.ts';
import { ByteBuffer } from './bytes.ts';
import { unsigned } from './leb128.ts';

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
}

/** What can be read over and over. */
export type Value = Pick<Local, 'get'>;

/** A parameter or local variable of the function that is being built. */
export class Local {
  readonly #index: readonly number[];

  constructor(index: number) {
    this.#index = unsigned(index);
  }

  get get(): Code {
    return [0x20, this.#index];
  }
  set(value: Code): Code {
    return [value, 0x21, this.#index];
  }
  tee(value: Code): Code {
    return [value, 0x22, this.#index];
  }
}

/** A variable of the module. */
export class Global {
  readonly #index: readonly number[];

  constructor(index: number) {
    this.#index = unsigned(index);
  }

  get get(): Code {
    return [0x23, this.#index];
  }
  set(value: Code): Code {
    return [value, 0x24, this.#index];
  }
}

/** A function to be given a body: its parameters come first among its locals. */
export class FunctionBuilder {
  readonly #types: ValueType[];
  readonly parameters: readonly Local[];

  constructor(signature: Signature) {
    this.#types = [...signature.parameters];
    this.parameters = signature.parameters.map((_, index) => new Local(index));
  }

  local(type: ValueType): Local {
    this.#types.push(type);
    return new Local(this.#types.length - 1);
  }

  /** The entry of the code section (5.5.13) without its size: locals, body. */
  encode(body: Code): Uint8Array {
    const bytes = new ByteBuffer();
    const locals = this.#types.slice(this.parameters.length);
    bytes.append(unsigned(locals.length));
    for (const type of locals) bytes.byte(1).byte(valueTypes[type]);
    flatten(bytes, body);
    return bytes.byte(0x0b).contents;
  }
}

type Bytes = ArrayLike<number>;

const concatenated = (parts: readonly Bytes[]): Uint8Array => {
  const bytes = new ByteBuffer();
  for (const part of parts) bytes.append(part);
  return bytes.contents;
};
const sized = (content: Bytes): Uint8Array => concatenated([unsigned(content.length), content]);
const text = (value: string): Uint8Array => sized(Array.from(value, (c) => c.charCodeAt(0)));
const vector = (items: readonly Bytes[]): Uint8Array => concatenated([unsigned(items.length), ...items]);
const section = (id: number, content: Bytes): Uint8Array => concatenated([[id], sized(content)]);

const encodeSignature = ({ parameters, result }: Signature): Uint8Array =>
  concatenated([
    [0x60],
    vector(parameters.map((type) => [valueTypes[type]])),
    vector(result === undefined ? [] : [[valueTypes[result]]]),
  ]);

export class ModuleBuilder {
  readonly #signatures: Signature[] = [];
  readonly #imports: Uint8Array[];
  readonly #bodies: Uint8Array[] = [];
  readonly #functionTypes: number[] = [];
  readonly #globals: Uint8Array[] = [];
  readonly #exports: Uint8Array[] = [];
  #importedFunctions = 0;

  /**
   * @param memory - name under which the memory is imported from `env`
   * @param pages - that it has at least: engines do not check constant addresses in those, and can use them as operands
   */
  constructor(memory: string, pages = 1) {
    this.#imports = [concatenated([text('env'), text(memory), [0x02, 0x00], unsigned(pages)])];
  }

  /** Index of a function imported from `env`; imports come before functions. */
  importFunction(name: string, signature: Signature): number {
    if (this.#bodies.length > 0) throw new RangeError(`import of ${name} behind a function`);
    this.#imports.push(concatenated([text('env'), text(name), [0x00], unsigned(this.#type(signature))]));
    return this.#importedFunctions++;
  }

  /** Imports a table of functions from `env`, the module's table 0. */
  importTable(name: string): void {
    this.#imports.push(concatenated([text('env'), text(name), [0x01, 0x70, 0x00, 1]]));
  }

  /** Index of the type of a signature, for indirect calls. */
  type(signature: Signature): number {
    return this.#type(signature);
  }

  /** Index of a new function; `build` is given it to make its body. */
  addFunction(signature: Signature, build: (fn: FunctionBuilder) => Code): number {
    const fn = new FunctionBuilder(signature);
    this.#functionTypes.push(this.#type(signature));
    this.#bodies.push(fn.encode(build(fn)));
    return this.#importedFunctions + this.#bodies.length - 1;
  }

  /** A variable of type i32, 0 at first. */
  addGlobal(): Global {
    const [MUTABLE, ZERO, END] = [1, [0x41, 0], 0x0b];
    this.#globals.push(Uint8Array.of(valueTypes.i32, MUTABLE, ...ZERO, END));
    return new Global(this.#globals.length - 1);
  }

  exportFunction(name: string, functionIndex: number): void {
    this.#exports.push(concatenated([text(name), [0x00], unsigned(functionIndex)]));
  }

  bytes(): Uint8Array {
    return concatenated([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(this.#signatures.map(encodeSignature))),
      section(2, vector(this.#imports)),
      section(3, vector(this.#functionTypes.map(unsigned))),
      section(6, vector(this.#globals)),
      section(7, vector(this.#exports)),
      section(10, vector(this.#bodies.map(sized))),
    ]);
  }

  #type(signature: Signature): number {
    this.#signatures.push(signature);
    return this.#signatures.length - 1;
  }
}
