/** WebAssembly code as nested arrays of bytes, with labels that are resolved to depths when it is flattened. */
import type { ByteBuffer } from './bytes.ts';
import { unsigned } from './leb128.ts';

/** What a branch goes to: the end of a block, or the start of a loop. Compared by identity. */
export interface Label {
  readonly name: string;
}

/** `block`, `loop` or `if`: the bodies in which `label` may be branched to. */
interface Frame {
  readonly kind: 'frame';
  readonly opcode: number;
  readonly type: number;
  readonly label: Label | undefined;
  readonly body: Code;
  readonly otherwise: Code | undefined;
}

interface Jump {
  readonly kind: 'jump';
  readonly opcode: number;
  /** For `br_table`, the default comes last. */
  readonly targets: readonly Label[];
}

export type Code = readonly (number | Code | Frame | Jump)[];

/** Value types (5.3.1); `void` is the empty block type (5.3.5). */
export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;
export type ValueType = keyof typeof valueTypes;

const END = 0x0b;
const ELSE = 0x05;
const BR_TABLE = 0x0e;
const VOID = 0x40;

const typeByte = (type: ValueType | undefined): number => (type === undefined ? VOID : valueTypes[type]);
const frame = (opcode: number, type: number, label: Label | undefined, body: Code, otherwise?: Code): Code => [
  { kind: 'frame', opcode, type, label, body, otherwise },
];

export const label = (name: string): Label => ({ name });

/** Code in which a branch to `end` goes behind it. */
export const block = (end: Label, body: Code): Code => frame(0x02, VOID, end, body);

/** Code in which a branch to `start` goes to its beginning; it does not repeat by itself. */
export const loop = (start: Label, body: Code): Code => frame(0x03, VOID, start, body);

/** `condition` (i32) selects an arm; both leave a value of `type`, or nothing. */
export const choose = (type: ValueType | undefined, condition: Code, then: Code, otherwise?: Code): Code => [
  condition,
  frame(0x04, typeByte(type), undefined, then, otherwise),
];

export const br = (target: Label): Code => [{ kind: 'jump', opcode: 0x0c, targets: [target] }];
export const brIf = (target: Label, condition: Code): Code => [
  condition,
  { kind: 'jump', opcode: 0x0d, targets: [target] },
];
export const brTable = (index: Code, targets: readonly Label[], otherwise: Label): Code => [
  index,
  { kind: 'jump', opcode: BR_TABLE, targets: [...targets, otherwise] },
];
export const returns = (value: Code): Code => [value, 0x0f];
export const call = (functionIndex: number, ...operands: Code[]): Code => [operands, 0x10, unsigned(functionIndex)];
/** Calls the function in slot `index` of table 0, which must have the type. */
export const callIndirect = (type: number, index: Code, ...operands: Code[]): Code => [
  operands,
  index,
  0x11,
  unsigned(type),
  0x00,
];
export const drop = (value: Code): Code => [value, 0x1a];
/** `a` if `condition` (i32) is not 0, else `b`; evaluates all three. */
export const select = (condition: Code, a: Code, b: Code): Code => [a, b, condition, 0x1b];
export const unreachable: Code = [0x00];

function depth(target: Label, enclosing: readonly (Label | undefined)[]): number {
  const index = enclosing.lastIndexOf(target);
  if (index < 0) throw new RangeError(`branch to ${target.name} from outside of it`);
  return enclosing.length - 1 - index;
}

const isCode = (item: Code | Frame | Jump): item is Code => Array.isArray(item);

function flattenInto(bytes: ByteBuffer, code: Code, enclosing: (Label | undefined)[]): void {
  for (const item of code) {
    if (typeof item === 'number') {
      bytes.byte(item);
    } else if (isCode(item)) {
      flattenInto(bytes, item, enclosing);
    } else if (item.kind === 'jump') {
      bytes.byte(item.opcode);
      if (item.opcode === BR_TABLE) bytes.append(unsigned(item.targets.length - 1));
      for (const target of item.targets) bytes.append(unsigned(depth(target, enclosing)));
    } else {
      bytes.byte(item.opcode).byte(item.type);
      enclosing.push(item.label);
      flattenInto(bytes, item.body, enclosing);
      if (item.otherwise !== undefined) {
        bytes.byte(ELSE);
        flattenInto(bytes, item.otherwise, enclosing);
      }
      enclosing.pop();
      bytes.byte(END);
    }
  }
}

/** Appends a function's body, without its `end`. */
export function flatten(bytes: ByteBuffer, code: Code): void {
  flattenInto(bytes, code, []);
}
