/** The host's `WebAssembly`, declared here because the package compiles without the DOM's types. */
import { MachineError } from '../error.ts';

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Compiled code without a memory or imports; instances of it share the machine code. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** Functions that generated code calls by number. */
export interface WasmTable {
  readonly length: number;
  readonly set: (index: number, value: WasmFunction | null) => void;
}

/** Takes i32 values, and gives one or nothing. */
export type WasmFunction = (...operands: number[]) => unknown;

export type WasmImports = Readonly<Record<string, Readonly<Record<string, WasmMemory | WasmTable | WasmFunction>>>>;

interface WasmHost {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Table: new (descriptor: {
    readonly element: 'anyfunc';
    readonly initial: number;
    readonly maximum: number;
  }) => WasmTable;
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

/** A table of `slots` functions, all absent. */
export function createTable(slots: number): WasmTable {
  const { Table } = host();
  return new Table({ element: 'anyfunc', initial: slots, maximum: slots });
}

export function compile(bytes: Uint8Array): WasmModule {
  const { Module } = host();
  return new Module(bytes);
}

/** The exported functions of a new instance. */
export function exportsOf(
  module: WasmModule,
  imports: WasmImports,
): Readonly<Record<string, WasmFunction | undefined>> {
  const { Instance } = host();
  return new Instance(module, imports).exports;
}

/** The exported function `name` of a new instance. */
export function instantiate(module: WasmModule, imports: WasmImports, name: string): WasmFunction {
  const exported = exportsOf(module, imports)[name];
  if (exported === undefined) throw new TypeError(`the module exports no ${name}`);
  return exported;
}
