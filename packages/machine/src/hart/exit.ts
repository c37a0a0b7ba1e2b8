/** Why a hart stopped running. */
export const RunExit = {
  /** The fuel is used up. */
  Fuel: 0,
  /** At a gate instruction, for the supervisor. */
  Gate: 1,
  /** It waits for an interrupt, and time does not jump. */
  Idle: 2,
  /** The machine was halted. */
  Halt: 3,
} as const;
export type RunExit = (typeof RunExit)[keyof typeof RunExit];
