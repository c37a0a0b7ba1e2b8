/** Whether hot code is translated, and what holds where nobody says so: alone in a file, so that test suites can be run with another default. */

/** `'eager'` translates whatever is executed, for tests. */
export type Jit = 'on' | 'off' | 'eager';

export const defaultJit: Jit = 'on';
