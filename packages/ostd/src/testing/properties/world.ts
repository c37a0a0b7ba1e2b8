/** What a random program has made so far: each handle of the real system, and beside it what should be true of it. */
import { Bytes } from '@racho/bytes';
import { current } from '../../context.ts';
import { FrameAllocOptions, UserMode, VmSpace, type DmaCoherent, type UFrame, type Vaddr } from '../../index.ts';
import { partsOf } from '../../mm/vm-space.ts';
import type { Liar } from './liar.ts';
import { walk } from './page-walk.ts';
import { PROBER, proberCode } from './prober.ts';

/** An untyped frame: how many handles and mappings keep it, and what its bytes are. */
export interface FrameModel {
  readonly page: number;
  readonly bytes: Bytes;
  handles: number;
  mappings: number;
}

export interface HandleModel {
  readonly frame: UFrame;
  readonly model: FrameModel;
  live: boolean;
}

export interface SpaceModel {
  readonly space: VmSpace;
  readonly root: number;
  /** By virtual page; `flags` are R, W and X at their places in an entry. */
  readonly pages: Map<number, { readonly frame: FrameModel; readonly flags: number }>;
  readonly prober: UserModel;
  live: boolean;
}

/** A user that never runs, so that its registers are what was last set; probers have no registers to compare. */
export interface UserModel {
  readonly user: UserMode;
  readonly space: VmSpace;
  /** Of its trap context. */
  readonly page: number;
  readonly registers: bigint[];
  live: boolean;
}

/** Memory that devices may write to, so that nothing is known of its bytes. */
export interface DmaModel {
  readonly memory: DmaCoherent;
  /** The first of its pages. */
  readonly page: number;
  readonly pages: number;
  live: boolean;
}

/** At their places in an entry. */
export const READ = 2;
export const WRITE = 4;
export const EXECUTE = 8;
const RIGHTS_OF_CODE = { readable: true, writable: false, executable: true };

export class World {
  readonly handles: HandleModel[] = [];
  readonly spaces: SpaceModel[] = [];
  readonly users: UserModel[] = [];
  readonly memories: DmaModel[] = [];
  readonly liar: Liar;
  readonly #code: HandleModel;

  /** A world with one frame and one space. */
  constructor(liar: Liar) {
    this.liar = liar;
    this.#code = this.adopt(FrameAllocOptions.allocFrame()!);
    const code = proberCode();
    this.#code.frame.writer().write(code);
    this.#code.model.bytes.copyFrom(code);
    this.handles.length = 0; // programs are not to release it
    this.adopt(FrameAllocOptions.allocFrame()!);
    this.addSpace(VmSpace.create()!);
    liar.table = current().frames.table;
    liar.uses = this.#uses();
  }

  /** Uses of ostd that would matter in the middle of another. */
  #uses(): readonly (() => unknown)[] {
    const lastOf = <T>(list: readonly T[]): T => list.at(-1)!;
    const space = (): VmSpace => lastOf(this.spaces).space;
    const frame = (): UFrame => lastOf(this.handles).frame;
    const user = (): UserMode => lastOf(this.spaces).prober.user;
    return [
      () => FrameAllocOptions.allocFrame(),
      () => frame().release(),
      () => frame().clone(),
      () => frame().writer().fill(1, 8),
      () => VmSpace.create(),
      () => space().release(),
      () => space().cursor(addressOf(0), 4096).unmap(),
      () => space().writer(0, 8)?.fill(1, 8),
      () => UserMode.create(space()),
      () => user().release(),
      () => user().context.setRegister(1, 1),
    ];
  }

  /** Every frame that programs know of, once each. */
  get frames(): Iterable<FrameModel> {
    return new Set([this.#code.model, ...this.handles.map(({ model }) => model)]);
  }

  /** A handle on a frame that nobody else has, or one more on a frame that is known. */
  adopt(frame: UFrame, model: FrameModel = newFrame(frame)): HandleModel {
    model.handles++;
    const handle = { frame, model, live: true };
    this.handles.push(handle);
    return handle;
  }

  addSpace(space: VmSpace): void {
    const { root } = partsOf(space).table;
    const lies = this.liar.pending.splice(0); // they are about the program's steps
    const problem = space.cursor(PROBER, 4096).map(this.#code.frame, RIGHTS_OF_CODE);
    const user = problem === undefined ? UserMode.create(space) : undefined;
    this.liar.pending.push(...lies);
    if (user === undefined) {
      space.release(); // no memory: as if there had not been enough for the space
      return;
    }
    this.#code.model.mappings++;
    const pages = new Map([[PROBER / 4096, { frame: this.#code.model, flags: READ | EXECUTE }]]);
    this.spaces.push({ space, root, pages, prober: this.#userOf(user, space), live: true });
  }

  addUser(user: UserMode, space: VmSpace): void {
    this.users.push(this.#userOf(user, space));
  }

  /** The handles that are live yet are given up, so that the system is as it was. */
  end(): void {
    this.liar.pending.length = 0;
    for (const { user } of this.liveUsers) user.release();
    for (const { space, live } of this.spaces) if (live) space.release();
    for (const { frame, live } of [this.#code, ...this.handles]) if (live) frame.release();
    for (const { memory, live } of this.memories) if (live) memory.release();
  }

  /** Users whose trap contexts are in use. */
  get liveUsers(): readonly UserModel[] {
    return [...this.users, ...this.spaces.map(({ prober }) => prober)].filter(({ live }) => live);
  }

  #userOf(user: UserMode, space: VmSpace): UserModel {
    const { leaves } = walk(partsOf(space).table.root);
    const taken = new Set(this.liveUsers.map(({ page }) => page));
    const own = leaves.find(({ page, target }) => page < 0 && page !== TRAMPOLINE_PAGE && !taken.has(target));
    return { user, space, page: own!.target, registers: new Array<bigint>(32).fill(0n), live: true };
  }
}

/** `__alltraps` and `__restore`, in every space. */
export const TRAMPOLINE_PAGE = -1;

function newFrame(frame: UFrame): FrameModel {
  return { page: frame.paddr / 4096, bytes: Bytes.alloc(4096), handles: 0, mappings: 0 };
}

/** The address of a virtual page of the user's half. */
export const addressOf = (page: number): Vaddr => (page * 4096) as Vaddr;
