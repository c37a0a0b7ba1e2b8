/** The checked machine: `new Machine({ checker: new Shadow() })`. See docs/checked-machine.md. */
export { Shadow } from './shadow.ts';
export type { Checker, FrameState, RawShadow, Touch, UserEntry } from '../checker.ts';
