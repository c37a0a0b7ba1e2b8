/** Why a hart stopped running. */
export const RunExit = {
  /** The fuel is used up. */
  Fuel: 0,
  /** At a gate instruction, for the supervisor. */
  Gate: 1,
  /** It has nothing to execute until an interrupt comes, or another hart starts it. */
  Idle: 2,
  /** The machine was halted. */
  Halt: 3,
  /** It spins, and so gives its turn away. */
  Pause: 4,
  /** A debugger stops the machine, or holds the hart. */
  Debug: 5,
} as const;
export type RunExit = (typeof RunExit)[keyof typeof RunExit];
