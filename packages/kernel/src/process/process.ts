/** A program that runs: its address space, its thread, and what it has used. The task control block of the lineage. */
import type { BootModule } from '@racho/ostd';
import { Register, UserMode, type VmSpace } from '@racho/ostd';
import { pushArguments } from '../loader/arguments.ts';
import { LoadFailure, loadProgram } from '../loader/load.ts';
import { personalityOf, type Personality } from '../syscall/personality.ts';

/** `ready` until it ends: which task is on the hart is the scheduler's business. */
export type ProcessState = { readonly kind: 'ready' } | { readonly kind: 'ended'; readonly status: number };

export class Process {
  readonly id: number;
  readonly name: string;
  readonly space: VmSpace;
  readonly user: UserMode;
  readonly personality: Personality;
  state: ProcessState = { kind: 'ready' };
  /** Timer ticks that found it on the hart. */
  ticks = 0;
  /** System calls it has made. */
  calls = 0;
  /** Argument `index` of its current one, as a call's server takes it. */
  readonly argument: (index: number) => number | undefined;

  constructor(id: number, name: string, space: VmSpace, user: UserMode, personality: Personality) {
    this.id = id;
    this.name = name;
    this.space = space;
    this.user = user;
    this.personality = personality;
    const { context } = user;
    this.argument = (index) => context.syscallArgument(index);
  }

  /** Loads `program`, whose image has at most `slot` bytes, as process `id`, or says why that can't be. */
  static load(id: number, program: BootModule, slot: number): Process | LoadFailure {
    const loaded = loadProgram(program.bytes, slot);
    if (loaded instanceof LoadFailure) return loaded;
    const { elf, space, entry, stackTop } = loaded;
    const refuse = (message: string): LoadFailure => {
      space.release();
      return new LoadFailure(message);
    };
    const personality = personalityOf(elf);
    if (personality === undefined) {
      return refuse(`no personality serves it: OS/ABI ${elf.osabi}, and no note that names one`);
    }
    const start = pushArguments(space, stackTop, [program.name, ...program.args]);
    if (start === undefined) return refuse('its arguments do not fit on its stack');
    const user = UserMode.create(space);
    if (user === undefined) return refuse('out of memory');
    user.context.setPc(entry);
    user.context.setRegister(Register.sp, start.stackPointer);
    user.context.setRegister(Register.a0, start.count);
    user.context.setRegister(Register.a1, start.vector);
    return new Process(id, program.name, space, user, personality);
  }

  get running(): boolean {
    return this.state.kind === 'ready';
  }

  /** It does not run any more, and leaves this status. */
  end(status: number): void {
    this.state = { kind: 'ended', status };
  }

  /** Gives its memory back. */
  release(): void {
    this.user.release();
    this.space.release();
  }
}
