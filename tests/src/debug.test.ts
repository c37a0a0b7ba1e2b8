/** A debugger on the running kernel: it sees the trampoline and the users, and they do not see it. */
import { readFileSync } from 'node:fs';
import { wrap } from '@racho/bytes/raw';
import { ElfError, parseElf } from '@racho/elf';
import { kernelMain } from '@racho/kernel';
import { Machine } from '@racho/machine';
import { debug, type DebugPort, type Point } from '@racho/machine/debug';
import { boot, kernelImage } from '@racho/ostd/boot';
import { programUrl } from '@racho/user';
import { describe, expect, it } from 'vitest';

/** The address of a symbol, as 64 bits. */
function symbol(file: Uint8Array, name: string): bigint {
  const elf = parseElf(wrap(file));
  if (elf instanceof ElfError) throw elf;
  const symbols = elf.symbols();
  if (symbols instanceof ElfError) throw symbols;
  return BigInt.asUintN(64, BigInt(symbols.find((one) => one.name === name)!.address));
}

const hello = readFileSync(programUrl('hello'));
const alltraps = symbol(kernelImage(), '__alltraps');
const main = symbol(hello, 'main');
const at = (address: bigint): Point => ({ kind: 'hardware', address, length: 4 });

interface Run {
  readonly port: DebugPort;
  readonly step: () => string;
  /** What the run came to. */
  readonly result: () => unknown;
}

function start(slice: number): Run {
  let output = '';
  const machine = new Machine({
    clock: 'deterministic',
    kernel: kernelImage(),
    bootargs: 'init=hello',
    console: (bytes) => (output += Buffer.from(bytes).toString()),
  });
  const modules = [{ name: 'hello', bytes: wrap(hello), args: ['one', 'two words'] }];
  const system = boot(machine, { kernel: kernelMain, modules });
  let status: number | undefined;
  return {
    port: debug(machine),
    step: () => {
      const result = system.step(slice);
      status = result.status;
      return result.reason;
    },
    result: () => ({ output, status, retired: machine.retired }),
  };
}

function toStop({ step, port }: Run): bigint {
  for (let reason = step(); reason !== 'debug'; reason = step()) expect(reason).toBe('budget');
  return port.harts[0]!.read('pc')!;
}

const free = start(1_000_000);
while (free.step() === 'budget');

describe('a debugger', () => {
  it('stops in the trampoline, in the users’ trap, and steps from there to the gate and beyond', () => {
    const run = start(1_000_000);
    const hart = run.port.harts[0]!;
    run.port.insert(at(alltraps));
    expect(toStop(run)).toBe(alltraps);
    expect([hart.read('priv'), hart.read('scause')]).toEqual([1n, 8n]);
    const gate = symbol(kernelImage(), '__user_trap') + 20n;
    for (let steps = 0; hart.read('pc') !== gate; steps++) {
      expect(steps).toBeLessThan(60);
      run.port.resume(() => 'step');
      expect([run.step(), run.port.stop?.kind]).toEqual(['debug', 'step']);
    }
    expect(new DataView(hart.readMemory(gate, 4).buffer).getUint32(0, true) & 0x7f).toBe(0x0b);
    run.port.resume(() => 'step');
    expect([run.step(), run.port.stop]).toEqual(['debug', { kind: 'step', hart: 0 }]);
    expect(hart.read('pc')).not.toBe(gate);
    // Paused, not even the kernel's half goes on.
    const { retired } = run.port;
    expect([run.step(), run.step(), run.port.retired]).toEqual(['debug', 'debug', retired]);
  });

  it('reads the memory of the user that is on the hart', () => {
    const run = start(1_000_000);
    run.port.insert(at(main));
    expect(toStop(run)).toBe(main);
    const hart = run.port.harts[0]!;
    const argument = new DataView(hart.readMemory(hart.read('a1')! + 16n, 8).buffer).getBigUint64(0, true);
    expect([hart.read('priv'), hart.read('a0')]).toEqual([0n, 3n]);
    expect(Buffer.from(hart.readMemory(argument, 10)).toString()).toBe('two words\0');
  });

  it.each([1_000_000, 777])('is not noticed: the same to the instruction, in slices of %i', (slice) => {
    const run = start(slice);
    run.port.insert(at(alltraps));
    run.port.insert(at(main));
    // Where ostd's own operations are carried out, in which it cannot be stopped.
    run.port.insert(at(symbol(kernelImage(), 'sbi')));
    run.port.insert({ kind: 'access', address: symbol(hello, 'main') & ~0xfffn, length: 4096 });
    let stops = 0;
    for (let reason = run.step(); reason !== 'halt'; reason = run.step()) {
      if (reason !== 'debug') continue;
      stops++;
      run.port.resume(() => (stops % 5 === 0 ? 'step' : 'run'));
    }
    expect(stops).toBeGreaterThan(4);
    expect(run.result()).toEqual(free.result());
  });
});
