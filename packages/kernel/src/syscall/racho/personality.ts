/** The racho personality: the calls of @racho/abi's table, each with the function that serves it. */
import { PERSONALITIES, RACHO_CALLS, RACHO_FAILURE, type RachoCallName } from '@racho/abi';
import type { Elf } from '@racho/elf';
import type { Call, Personality } from '../personality.ts';
import { exit } from './exit.ts';
import { getTime } from './get-time.ts';
import { write } from './write.ts';
import { yieldHart } from './yield.ts';

/** Complete by its type: a row of the table without a server does not compile. */
function serverOf(name: RachoCallName): Call['serve'] {
  switch (name) {
    case 'write':
      return write;
    case 'exit':
      return exit;
    case 'yield':
      return yieldHart;
    case 'get_time':
      return getTime;
  }
}

const [identity] = PERSONALITIES;

export const rachoPersonality: Personality = {
  name: identity.name,
  calls: new Map(RACHO_CALLS.map(({ number, name }) => [number, { name, serve: serverOf(name) }])),
  unknownCall: RACHO_FAILURE,
  claims,
};

/** The note decides if there is one that names a personality; else the OS/ABI byte. */
function claims(elf: Elf): boolean {
  const note = elf.notes.find(({ name, type }) => name === identity.note.name && type === identity.note.type);
  if (note === undefined) return elf.osabi === identity.osabi;
  return note.descriptor.length >= 4 && note.descriptor.u32(0) === identity.note.version;
}
