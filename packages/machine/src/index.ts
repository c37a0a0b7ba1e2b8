/** A RISC-V machine like QEMU's `virt`, for Node and browsers. */
export { SECTOR_SIZE } from './devices/backends/block-backend.ts';
export type { BlockBackend } from './devices/backends/block-backend.ts';
export { seededEntropy } from './devices/backends/entropy.ts';
export { memoryDisk } from './devices/backends/memory-disk.ts';
export { overlayDisk } from './devices/backends/overlay-disk.ts';
export type { ConsolePort, EntropySource, P9Server, PacketPort } from './devices/backends/ports.ts';
export { MachineError } from './error.ts';
export type { MachineErrorCode } from './error.ts';
export { Machine } from './machine.ts';
export type { AccessKind, HartView, StepResult } from './machine.ts';
export type { BackendState } from './snapshot/fields.ts';
export { offerRelaxedSimd } from './relaxed-simd.ts';
export type { MachineOptions, ResolvedOptions } from './options.ts';
