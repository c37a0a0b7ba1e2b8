/** Builds a WebAssembly module: function imports, functions with locals, and exports, around one imported memory. */
import type { Code, ValueType } from './code.ts';
import { flatten, valueTypes } from './code.ts';
import { unsigned } from './leb128.ts';

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result?: ValueType;
}

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

  /** The entry of the code section (5.5.13): size, locals, body. */
  encode(body: Code): number[] {
    const locals = this.#types.slice(this.parameters.length);
    const content = [
      ...unsigned(locals.length),
      ...locals.flatMap((type) => [1, valueTypes[type]]),
      ...flatten(body),
      0x0b,
    ];
    return [...unsigned(content.length), ...content];
  }
}

const text = (value: string): number[] => [...unsigned(value.length), ...Array.from(value, (c) => c.charCodeAt(0))];
const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];

const encodeSignature = ({ parameters, result }: Signature): number[] => [
  0x60,
  ...vector(parameters.map((type) => [valueTypes[type]])),
  ...vector(result === undefined ? [] : [[valueTypes[result]]]),
];

export class ModuleBuilder {
  readonly #signatures: Signature[] = [];
  readonly #imports: number[][];
  readonly #bodies: number[][] = [];
  readonly #functionTypes: number[] = [];
  readonly #exports: number[][] = [];
  #importedFunctions = 0;

  /** @param memory - name under which the memory is imported from `env` */
  constructor(memory: string) {
    // The limits are a lower bound for what is handed in: one page at least.
    this.#imports = [[...text('env'), ...text(memory), 0x02, 0x00, 1]];
  }

  /** Index of a function imported from `env`; imports come before functions. */
  importFunction(name: string, signature: Signature): number {
    if (this.#bodies.length > 0) throw new RangeError(`import of ${name} behind a function`);
    this.#imports.push([...text('env'), ...text(name), 0x00, ...unsigned(this.#type(signature))]);
    return this.#importedFunctions++;
  }

  /** Imports a table of functions from `env`, the module's table 0. */
  importTable(name: string): void {
    this.#imports.push([...text('env'), ...text(name), 0x01, 0x70, 0x00, 1]);
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

  exportFunction(name: string, functionIndex: number): void {
    this.#exports.push([...text(name), 0x00, ...unsigned(functionIndex)]);
  }

  bytes(): Uint8Array {
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, vector(this.#signatures.map(encodeSignature))),
      ...section(2, vector(this.#imports)),
      ...section(3, vector(this.#functionTypes.map(unsigned))),
      ...section(7, vector(this.#exports)),
      ...section(10, vector(this.#bodies)),
    ]);
  }

  #type(signature: Signature): number {
    this.#signatures.push(signature);
    return this.#signatures.length - 1;
  }
}
