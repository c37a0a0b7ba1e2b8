/** Which frames harts may access, by mode and kind of access. */
import type { FrameState } from '../checker.ts';
import { Access } from '../hart/page-walk.ts';
import type { Invariant } from './violation.ts';

export const nameOf: Readonly<Record<Access, string>> = {
  [Access.Load]: 'load',
  [Access.Store]: 'store',
  [Access.Fetch]: 'fetch',
};

/** What the supervisor's own image works with. */
const supervised: Readonly<Record<Access, ReadonlySet<FrameState | undefined>>> = {
  // `undefined` is I/O memory, which is the page table's to give.
  [Access.Load]: new Set(['image', 'heap', 'trap-context', 'kernel-stack', undefined]),
  [Access.Store]: new Set(['image', 'heap', 'trap-context', 'kernel-stack', undefined]),
  [Access.Fetch]: new Set(['image']),
};

/** The invariant that such an access breaks, if it does; a `state` of `undefined` is no RAM. */
export function denial(
  mode: 'user' | 'supervisor',
  access: Access,
  state: FrameState | undefined,
): Invariant | undefined {
  if (mode === 'user') return state === 'untyped' ? undefined : 'S2';
  if (supervised[access].has(state)) return undefined;
  return access === Access.Fetch ? 'S3' : access === Access.Store ? 'S1' : 'S5';
}
