/** A RISC-V machine like QEMU's `virt`, for Node and browsers. */
export { MachineError } from './error.ts';
export type { MachineErrorCode } from './error.ts';
export { Machine } from './machine.ts';
export type { AccessKind, HartView, StepResult } from './machine.ts';
export type { MachineOptions, ResolvedOptions } from './options.ts';
