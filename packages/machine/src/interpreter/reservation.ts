/** LR and SC: the reservation of a hart, as code of the interpreter and of regions makes it and asks for it. */
import type { SystemHandler } from '@racho/isa/ir';
import { RESERVATION, RESERVED_PLACE, RESERVED_VALUE } from '../hart/layout.ts';
import type { Code } from '../wasm/code.ts';
import { i32, i64 } from '../wasm/instructions.ts';
import type { StateAccess } from './privileged.ts';

/** What LR and SC access: by which of them, and whether 4 bytes or 8. */
export interface Reserving {
  readonly does: 'reserves' | 'stores';
  readonly memory: 'i32' | 'i64';
}

export type ReservingHandler = Extract<SystemHandler, 'lr_w' | 'lr_d' | 'sc_w' | 'sc_d'>;

const handlers: Readonly<Record<ReservingHandler, Reserving>> = {
  lr_w: { does: 'reserves', memory: 'i32' },
  lr_d: { does: 'reserves', memory: 'i64' },
  sc_w: { does: 'stores', memory: 'i32' },
  sc_d: { does: 'stores', memory: 'i64' },
};

export const isReserving = (handler: SystemHandler): handler is ReservingHandler => Object.hasOwn(handlers, handler);
export const reservingOf = (handler: ReservingHandler): Reserving => handlers[handler];

/** LR: a virtual address (i64) with its place in the memory (i32), and the value read there (i64). */
export const reserve = (hart: StateAccess, address: Code, place: Code, value: Code): Code => [
  hart.store('i64.store', RESERVATION, address),
  hart.store('i64.store', RESERVED_VALUE, value),
  hart.store('i32.store', RESERVED_PLACE, place),
];

/** Whether an SC to the address may succeed; memory is not touched if not. */
export const isReserved = (hart: StateAccess, address: Code): Code =>
  i64.eq(address, hart.load('i64.load', RESERVATION));

/**
 * Whether it does: the place is that of the LR, and has the value that was read then. This hart's own stores break a reservation if
 * they change the value, as in QEMU; traps, returns from them, other harts and devices do so by taking it away.
 */
export const isUnchanged = (hart: StateAccess, place: Code, value: Code): Code =>
  i32.and(i32.eq(place, hart.load('i32.load', RESERVED_PLACE)), i64.eq(value, hart.load('i64.load', RESERVED_VALUE)));

export const endReservation = (hart: StateAccess): Code => hart.store('i64.store', RESERVATION, i64.const(-1));
