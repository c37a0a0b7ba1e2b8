/** Generated code and tables that all machines of a process share, since making them takes time. */
import { expansionTable } from '@racho/isa';
import { machineInstructions } from '../isa.ts';
import { compile, type WasmModule } from '../wasm/host.ts';
import { generateInterpreter, RESERVED_WORD } from './generate.ts';

let expansionCache: Uint32Array | undefined;

/** The table of compressed instructions with something undecodable where there is none. */
export function expansions(): Uint32Array {
  expansionCache ??= expansionTable().map((word) => (word === 0 ? RESERVED_WORD : word));
  return expansionCache;
}

const interpreters = new Map<string, WasmModule>();

/** The interpreter of a hart, which asks for translated code after `hotAfter` visits. The engine shares its machine code among instances. */
export function interpreterFor(id: number, hotAfter: number | undefined): WasmModule {
  const key = `${id} ${hotAfter}`;
  const module = interpreters.get(key) ?? compile(generateInterpreter(machineInstructions, id, { hotAfter }));
  interpreters.set(key, module);
  return module;
}
