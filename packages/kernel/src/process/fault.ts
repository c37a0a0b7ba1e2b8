/** What a user's exception means: a sentence for people, and the status of the program that it ends. */
import { hex, type ExceptionCause, type UserEvent } from '@racho/ostd';

/** Statuses as a shell shows the signal that Linux would send: 128 + SIGILL, SIGTRAP, SIGBUS, SIGSEGV. */
const SIGILL = 128 + 4;
const SIGTRAP = 128 + 5;
const SIGBUS = 128 + 7;
const SIGSEGV = 128 + 11;

/** What happened, with `%` for stval. */
function meaningOf(cause: ExceptionCause): readonly [text: string, status: number] {
  switch (cause) {
    case 'instruction-address-misaligned':
      return ['jump to misaligned address %', SIGBUS];
    case 'instruction-access-fault':
      return ['no memory to execute at %', SIGBUS];
    case 'illegal-instruction':
      return ['illegal instruction %', SIGILL];
    case 'breakpoint':
      return ['breakpoint at %', SIGTRAP];
    case 'load-address-misaligned':
      return ['misaligned load from %', SIGBUS];
    case 'load-access-fault':
      return ['no memory to load from at %', SIGBUS];
    case 'store-address-misaligned':
      return ['misaligned store to %', SIGBUS];
    case 'store-access-fault':
      return ['no memory to store to at %', SIGBUS];
    case 'user-ecall':
      return ['system call', SIGILL];
    case 'instruction-page-fault':
      return ['page fault: may not execute %', SIGSEGV];
    case 'load-page-fault':
      return ['page fault: may not load from %', SIGSEGV];
    case 'store-page-fault':
      return ['page fault: may not store to %', SIGSEGV];
  }
}

export function describeFault(event: UserEvent & { readonly kind: 'exception' }): {
  readonly text: string;
  readonly status: number;
} {
  const [text, status] = meaningOf(event.cause);
  return { text: text.replaceAll('%', hex(event.value)), status };
}
