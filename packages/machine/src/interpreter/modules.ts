/** Generated code and tables that all machines of a process share, since making them takes time. */
import { expansionTable } from '@racho/isa';
import { machineInstructions } from '../isa.ts';
import { compile, type WasmModule } from '../wasm/host.ts';
import { generateInterpreter, RESERVED_WORD, type InterpreterOptions } from './generate.ts';

let expansionCache: Uint32Array | undefined;

/** The table of compressed instructions with something undecodable where there is none. */
export function expansions(): Uint32Array {
  expansionCache ??= expansionTable().map((word) => (word === 0 ? RESERVED_WORD : word));
  return expansionCache;
}

const interpreters = new Map<string, WasmModule>();

/** The interpreter of a hart. The engine shares its machine code among instances. */
export function interpreterFor(id: number, options: InterpreterOptions): WasmModule {
  const key = `${id} ${options.hotAfter} ${options.checks} ${options.crossings}`;
  const module = interpreters.get(key) ?? compile(generateInterpreter(machineInstructions, id, options));
  interpreters.set(key, module);
  return module;
}
