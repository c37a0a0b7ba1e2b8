/** What a machine tells of its translator, where somebody wants to know: without an observer nothing of this is called, or even generated. */
import type { Instruction } from '@racho/isa';
import type { Region, RegionLimits } from '../translator/plan/region.ts';

/** Where and with how much fuel a hart goes into translated code, or leaves it. */
export interface Crossing {
  /** Sign-extended, as all addresses of code. */
  readonly pc: number;
  /** Instructions left of the slice. */
  readonly fuel: number;
}

/** How translated code was left. */
export interface Departure extends Crossing {
  /**
   * Whether the interpreter has to execute the instruction at pc, or the supervisor has a gate to serve in front of it; else there is
   * no code known for pc yet.
   */
  readonly first: 'interpreter' | 'supervisor' | 'anything';
  /** The instruction there, or as many of its bytes as are in its page; absent where nothing can be fetched. */
  readonly word: number | undefined;
}

/** What was made of some regions. */
export interface Compiled {
  readonly regions: readonly Region[];
  /** Of their one WebAssembly module. */
  readonly bytes: number;
  /** To find them, write them, and have the engine take them; what the engine does in the background is not in it. */
  readonly milliseconds: number;
}

/** Told of everything; and for experiments with the translator, asked for what it is to do. */
export interface TranslationObserver {
  readonly entered: (at: Crossing) => void;
  readonly left: (at: Departure) => void;
  readonly compiled: (compiled: Compiled) => void;
  readonly dropped: () => void;
  /** How large regions may become, if not as usual; read when the machine is made. */
  readonly limits?: RegionLimits;
  /** What is translated in the place of an instruction: wrong code for tests of what finds it. It is part of the machine then. */
  readonly substitute?: (row: Instruction) => Instruction;
}
