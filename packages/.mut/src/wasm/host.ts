/** The host's `WebAssembly`, declared here because the package compiles without the DOM's types. */
import { MachineError } from '../error.ts';

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Compiled code without a memory or imports; instances of it share the machine code. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** Takes i32 values, and gives one or nothing. */
export type WasmFunction = (...operands: number[]) => unknown;

export type WasmImports = Readonly<Record<string, Readonly<Record<string, WasmMemory | WasmFunction>>>>;

interface WasmHost {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: WasmImports,
  ) => { readonly exports: Readonly<Record<string, WasmFunction | undefined>> };
}

/** Bytes of a WebAssembly page. */
export const WASM_PAGE = 0x1_0000;

function host(): WasmHost {
  const { WebAssembly: wasm } = globalThis as { readonly WebAssembly?: WasmHost };
  if (wasm === undefined) {
    throw new MachineError('E_HOST', 'this JavaScript host has no WebAssembly; run the machine where it is enabled');
  }
  return wasm;
}

/** @throws MachineError `E_HOST` if the host does not give that much memory. */
export function createMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / WASM_PAGE);
  const { Memory } = host();
  try {
    return new Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new MachineError('E_HOST', `no ${bytes} bytes of memory from the host (${reason}); ask for less RAM`);
  }
}

export function compile(bytes: Uint8Array): WasmModule {
  const { Module } = host();
  return new Module(bytes);
}

/** The exported function `name` of a new instance. */
export function instantiate(module: WasmModule, imports: WasmImports, name: string): WasmFunction {
  const { Instance } = host();
  const exported = new Instance(module, imports).exports[name];
  if (exported === undefined) throw new TypeError(`the module exports no ${name}`);
  return exported;
}
