/** For debuggers: registers and memory of a machine, break and watch points, and single steps. */
export type { DeviceUse } from './memory.ts';
export { debug } from './port.ts';
export type { DebugHart, DebugPort, Window } from './port.ts';
export type { Point, PointKind } from './points.ts';
export type { DebugStop, HartMode } from './probe.ts';
export { csrList } from './registers.ts';
