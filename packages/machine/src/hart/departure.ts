/** Where a hart has left translated code, for an observer. */
import type { Departure } from '../insight/observer.ts';
import type { CsrFile } from './csr-file.ts';
import { RunExit } from './exit.ts';
import { toNumber } from './halves.ts';
import { EXIT } from './layout.ts';
import type { Mmu } from './mmu.ts';

/** Bytes from which on an instruction may go on in the next page. */
const LAST_WORD = 0xffc;

/** What translated code gave is in PC, odd where the interpreter comes first. @param bytes - the memory */
export function departureOf(csrs: CsrFile, mmu: Mmu, bytes: Uint8Array): Departure {
  const pc = toNumber(csrs.pcLow, csrs.pcHigh);
  const gate = csrs.words[EXIT >>> 2] === RunExit.Gate;
  const first = gate ? 'supervisor' : pc % 2 === 0 ? 'anything' : 'interpreter';
  const place = mmu.codePlace(csrs.pcLow & -2, csrs.pcHigh);
  const whole = (place & 0xfff) <= LAST_WORD;
  const at = (offset: number): number => bytes[place + offset]! << (8 * offset);
  const word = place === 0 ? undefined : (at(0) | at(1) | (whole ? at(2) | at(3) : 0)) >>> 0;
  return { pc: pc - (first === 'anything' ? 0 : 1), fuel: csrs.fuel, first, word };
}
