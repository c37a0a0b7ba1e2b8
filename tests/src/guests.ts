/** Where `scripts/fetch-guests.mjs` has put the packages that tests boot or compare with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.ts';

/** A path in the unpacked packages of one guest of `scripts/guests.json`. */
export function guestPath(guest: string, path: string): string {
  const full = join(root, '.cache/guests', guest, path);
  if (!existsSync(full)) throw new Error(`${full} is not there; run: node scripts/fetch-guests.mjs ${guest}`);
  return full;
}
