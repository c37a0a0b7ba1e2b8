/** What a user's exception means: a sentence for people, and the status of the program that it ends. */
import { hex, type ExceptionCause, type UserEvent } from '@racho/ostd';

/** Statuses as a shell shows the signal that Linux would send: 128 + SIGILL, SIGTRAP, SIGBUS, SIGSEGV. */
const SIGILL = 128 + 4;
const SIGTRAP = 128 + 5;
const SIGBUS = 128 + 7;
const SIGSEGV = 128 + 11;

/** For each cause: what happened, with `%` for stval. */
const faults: Readonly<Record<ExceptionCause, readonly [text: string, status: number]>> = {
  'instruction-address-misaligned': ['jump to misaligned address %', SIGBUS],
  'instruction-access-fault': ['no memory to execute at %', SIGBUS],
  'illegal-instruction': ['illegal instruction %', SIGILL],
  breakpoint: ['breakpoint at %', SIGTRAP],
  'load-address-misaligned': ['misaligned load from %', SIGBUS],
  'load-access-fault': ['no memory to load from at %', SIGBUS],
  'store-address-misaligned': ['misaligned store to %', SIGBUS],
  'store-access-fault': ['no memory to store to at %', SIGBUS],
  'user-ecall': ['system call', SIGILL],
  'instruction-page-fault': ['page fault: may not execute %', SIGSEGV],
  'load-page-fault': ['page fault: may not load from %', SIGSEGV],
  'store-page-fault': ['page fault: may not store to %', SIGSEGV],
};

export function describeFault(event: UserEvent & { readonly kind: 'exception' }): {
  readonly text: string;
  readonly status: number;
} {
  const [text, status] = faults[event.cause];
  return { text: text.replaceAll('%', hex(event.value)), status };
}
