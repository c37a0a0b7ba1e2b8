/** Generated code and tables that all machines of a process share, since making them takes time. */
import { expansionTable } from '@racho/isa';
import { machineInstructions } from '../isa.ts';
import { fromBase64 } from '../wasm/base64.ts';
import { compile, type WasmModule } from '../wasm/host.ts';
import { generateInterpreter, RESERVED_WORD, type InterpreterOptions } from './generate.ts';
import { prebuilt } from './prebuilt.ts';

let expansionCache: Uint32Array | undefined;

/** The table of compressed instructions with something undecodable where there is none. */
export function expansions(): Uint32Array {
  expansionCache ??= expansionTable(RESERVED_WORD);
  return expansionCache;
}

const interpreters = new Map<string, WasmModule>();

/** Names what an interpreter's bytes depend on. */
export const nameOf = (id: number, { hotAfter, checks, crossings }: InterpreterOptions): string =>
  `${id} ${hotAfter} ${checks} ${crossings}`;

/** The interpreter of a hart. The engine shares its machine code among instances. */
export function interpreterFor(id: number, options: InterpreterOptions): WasmModule {
  const name = nameOf(id, options);
  const module = interpreters.get(name) ?? compile(bytesOf(name, id, options));
  interpreters.set(name, module);
  return module;
}

const bytesOf = (name: string, id: number, options: InterpreterOptions): Uint8Array =>
  prebuilt?.name === name ? fromBase64(prebuilt.base64) : generateInterpreter(machineInstructions, id, options);
