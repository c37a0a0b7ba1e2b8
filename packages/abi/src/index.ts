/** What user programs and kernels agree on, as data: tables of calls, how a program selects one, error numbers. */
export type { Parameter, ParameterKind, Call, ResultKind } from './call.ts';
export { ERRNO, type Errno, type ErrnoName } from './errno.ts';
export { PERSONALITIES, type Personality, type PersonalityName } from './personality.ts';
export { RACHO_CALLS, RACHO_FAILURE, RACHO_STDOUT, type RachoCall, type RachoCallName } from './racho.ts';
