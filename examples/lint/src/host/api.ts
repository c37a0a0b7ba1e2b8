/** What plug-ins may use. */
export type { Account } from './accounts.unsafe.ts';
