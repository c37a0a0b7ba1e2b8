/** A guest that makes one access where it is told to, and reports what became of it. */
import { Bytes } from '@racho/bytes';
import { assemble } from '@racho/isa/assembler';
import { Register, toVaddr, type Coroutine, type UserEvent, type UserMode, type Vaddr } from '../../index.ts';

/** Where its code lies in every space. */
export const PROBER: Vaddr = toVaddr(0x30_0000)!;

export type Access = 'load' | 'store' | 'jump';

/** Each at its offset; a0 is the address, a1 the value to store, a2 the value loaded. */
const routines: Readonly<Record<Access, { readonly offset: number; readonly source: string }>> = {
  load: { offset: 0, source: 'ld a2, 0(a0)\necall' },
  store: { offset: 64, source: 'sd a1, 0(a0)\necall' },
  jump: { offset: 128, source: 'jr a0' },
};

export function proberCode(): Bytes {
  const code = Bytes.alloc(256);
  for (const { offset, source } of Object.values(routines)) {
    const { sections } = assemble(source, { base: BigInt(PROBER + offset) });
    code.copyFrom(Bytes.from(sections[0]!.bytes), offset);
  }
  return code;
}

/** What became of an access: the value that was loaded (0 for a store), or why it failed and where. */
export type Outcome = { readonly value: bigint } | { readonly cause: string; readonly address: bigint };

export function* probe(user: UserMode, access: Access, address: number, value = 0n): Coroutine<Outcome> {
  const { context } = user;
  context.setPc((PROBER + routines[access].offset) as Vaddr);
  context.setRegister(Register.a0, address);
  context.setRegister(Register.a1, value);
  context.setRegister(Register.a2, 0);
  let event: UserEvent;
  do event = yield* user.execute();
  while (event.kind === 'event');
  if (event.kind === 'syscall') return { value: context.register(Register.a2) };
  return { cause: event.cause, address: event.value };
}
