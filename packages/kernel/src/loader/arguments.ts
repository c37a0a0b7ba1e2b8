/** Puts a program's arguments on its stack, as the System V ABI has it: argc, argv…, null, empty environment, no auxv. */
import { Bytes } from '@racho/bytes';
import { toVaddr, type Vaddr, type VmSpace } from '@racho/ostd';
import { USER_STACK_SIZE } from './layout.ts';

/** Half of the stack is the program's own. */
const ARGUMENT_SPACE = USER_STACK_SIZE / 2;

/** What a start needs: argc, where argv is, and the stack pointer (aligned to 16, RISC-V psABI 2.1). */
export interface StartArguments {
  readonly count: number;
  readonly vector: Vaddr;
  readonly stackPointer: Vaddr;
}

/** Writes `words` below `stackTop`; `undefined` if they are too long for the stack. */
export function pushArguments(space: VmSpace, stackTop: Vaddr, words: readonly string[]): StartArguments | undefined {
  const strings = words.map((word) => Bytes.concat(Bytes.fromText(word), Bytes.of(0)));
  const text = Bytes.concat(...strings);
  // argc, argv and its null, envp's null, and the pair of nulls that ends the auxiliary vector.
  const vectorLength = 8 * (1 + words.length + 1 + 1 + 2);
  const textStart = stackTop - text.length;
  const stackPointer = toVaddr(Math.floor((textStart - vectorLength) / 16) * 16);
  if (stackPointer === undefined || stackTop - stackPointer > ARGUMENT_SPACE) return undefined;

  const vector = Bytes.alloc(vectorLength);
  vector.setU64(0, BigInt(words.length));
  let at = textStart;
  for (const [index, string] of strings.entries()) {
    vector.setU64(8 * (1 + index), BigInt(at));
    at += string.length;
  }
  space.writer(stackPointer, vector.length)?.write(vector);
  space.writer(textStart, text.length)?.write(text);
  const start = toVaddr(stackPointer + 8);
  return start && { count: words.length, vector: start, stackPointer };
}
