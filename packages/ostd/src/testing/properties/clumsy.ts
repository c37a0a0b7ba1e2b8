/** Calls whatever it can reach with whatever it has: a client that knows nothing of types. */
import { Bytes } from '@racho/bytes';
import fc from 'fast-check';
import * as ostd from '../../index.ts';

/** A member of something that the client holds, and arguments: things that it holds, or plain values. */
export interface Call {
  readonly on: number;
  readonly member: number;
  readonly args: readonly (number | { readonly held: number })[];
}

const argument = fc.oneof(fc.record({ held: fc.nat(60) }), fc.constantFrom(0, 1, 2, 4096, 0x1_0000, -1, 0.5, 2 ** 38));
export const calls: fc.Arbitrary<readonly Call[]> = fc.array(
  fc.record({ on: fc.nat(60), member: fc.nat(40), args: fc.array(argument, { maxLength: 3 }) }),
  { maxLength: 40, size: 'max' },
);

const RIGHTS = { readable: true, writable: true, executable: true };

export class Clumsy {
  /** What it holds; the first are the public face of ostd, without what ends the system or takes long. */
  readonly held: unknown[];
  readonly #heard: (value: unknown) => void;

  /** @param heard - is told everything that ostd gives it, throws, or hands to its callbacks */
  constructor(heard: (value: unknown) => void) {
    this.#heard = heard;
    const face = Object.entries(ostd).filter(([name]) => name !== 'power' && name !== 'selfTest');
    const callback = this.callback<unknown>('a name', 4096);
    this.held = [...face.map(([, value]) => value), callback, RIGHTS, Bytes.alloc(16), 'text', undefined, 7n];
  }

  /** A function that listens, and gives `answer`. */
  callback<T>(...answers: readonly T[]): (...args: unknown[]) => T {
    const hear = this.#heard;
    let calls = 0;
    const listener = function (this: unknown, ...args: unknown[]): T {
      for (const each of [this, ...args]) hear(each);
      return answers[calls++ % answers.length]!;
    };
    Object.freeze(listener.prototype);
    return listener;
  }

  call({ on, member, args }: Call): void {
    const target = this.held[on % this.held.length];
    const methods = methodsOf(target);
    const method = methods[member % methods.length];
    if (method === undefined) return;
    try {
      const given = args.map((each) => (typeof each === 'number' ? each : this.held[each.held % this.held.length]));
      const result: unknown = Reflect.apply(method, target, given);
      this.#heard(result);
      this.held.push(...(Array.isArray(result) ? (result as unknown[]) : [result]));
    } catch (error) {
      this.#heard(error);
    }
  }
}

/** Itself if it can be called, and its methods, also inherited ones. */
function methodsOf(target: unknown): readonly ((...args: never) => unknown)[] {
  const found: unknown[] = [target];
  const start = typeof target === 'object' || typeof target === 'function' ? target : null;
  for (let up: object | null = start; up !== null; up = Object.getPrototypeOf(up) as object | null) {
    if (up === Object.prototype || up === Function.prototype || up === Array.prototype) break;
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(up))) found.push(value);
  }
  return found.filter((each) => typeof each === 'function' && !isClass(each)) as ((...args: never) => unknown)[];
}

const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));
