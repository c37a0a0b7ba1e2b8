/** What GDB is told when the machine stops (GDB manual, "Stop Reply Packets"). */
import type { DebugStop, Point } from '@racho/machine/debug';
import { threadOf } from './session.ts';

/** Signals by GDB's numbers. */
export const SIGINT = '02';
export const SIGTRAP = '05';

const watchReasons: Partial<Readonly<Record<Point['kind'], string>>> = {
  write: 'watch',
  read: 'rwatch',
  access: 'awatch',
};

/** @param understood - reasons for breakpoints that the debugger has announced to know */
function reasonOf(stop: DebugStop, understood: ReadonlySet<string>): string {
  if (stop.kind === 'breakpoint') {
    const reason = stop.point.kind === 'software' ? 'swbreak' : 'hwbreak';
    return understood.has(reason) ? `${reason}:;` : '';
  }
  if (stop.kind === 'watchpoint') return `${watchReasons[stop.point.kind] ?? 'watch'}:${stop.address.toString(16)};`;
  return '';
}

export function stopReply(stop: DebugStop, signal: string, hart: number, understood: ReadonlySet<string>): string {
  return `T${signal}${reasonOf(stop, understood)}thread:${threadOf(hart)};`;
}
