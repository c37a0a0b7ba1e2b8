/** The GDB remote serial protocol for machines of `@racho/machine`: bytes in, bytes out. */
export { GdbServer } from './server.ts';
export type { GdbServerOptions } from './session.ts';
