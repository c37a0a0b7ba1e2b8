import { beforeEach, describe, expect, test } from 'vitest';
import { Htif, type HtifPlatform } from './htif.ts';

const BASE = 0x8000_0000;
const SIZE = 0x1000;
const TOHOST = BASE + 0x100;
const FROMHOST = BASE + 0x140;
const MAGIC = BASE + 0x200;

let ram: DataView;
let log: string[];
let input: number[];
let htif: Htif;

const inside = (address: bigint, length: bigint): boolean =>
  address >= BigInt(BASE) && address + length <= BigInt(BASE + SIZE);

const platform: HtifPlatform = {
  readMemory: (address, length) =>
    inside(address, length) ? new Uint8Array(ram.buffer, Number(address) - BASE, Number(length)).slice() : undefined,
  writeMemory: (address, bytes) => {
    if (!inside(address, BigInt(bytes.length))) return false;
    new Uint8Array(ram.buffer).set(bytes, Number(address) - BASE);
    return true;
  },
  consoleWrite: (bytes) => log.push(`write ${String.fromCharCode(...bytes)}`),
  consoleRead: (limit) => Uint8Array.from(input.splice(0, limit)),
  halt: (status) => log.push(`halt ${status}`),
};

const peek = (address: number): bigint => ram.getBigUint64(address - BASE, true);
const poke = (address: number, value: bigint): void =>
  ram.setBigUint64(address - BASE, BigInt.asUintN(64, value), true);
const command = (device: number, number: number, payload: number): bigint =>
  (BigInt(device) << 56n) | (BigInt(number) << 48n) | BigInt(payload);

beforeEach(() => {
  ram = new DataView(new ArrayBuffer(SIZE));
  log = [];
  input = [];
  htif = new Htif({ tohost: TOHOST, fromhost: FROMHOST }, platform);
});

test('nothing asked, nothing done', () => {
  htif.poll();
  expect(log).toEqual([]);
});

test.each([
  [1n, 'halt 0'],
  [3n, 'halt 1'],
  [(1337n << 1n) | 1n, 'halt 1337'],
  [(0xffff_ffffn << 1n) | 1n, 'halt 4294967295'],
])('exit %d', (value, expected) => {
  poke(TOHOST, value);
  htif.poll();
  htif.poll();
  expect(log).toEqual([expected]);
  expect(peek(TOHOST)).toBe(0n);
});

describe('console', () => {
  test('putchar needs no answer', () => {
    poke(TOHOST, command(1, 1, 0x41));
    htif.poll();
    expect(log).toEqual(['write A']);
    expect([peek(TOHOST), peek(FROMHOST)]).toEqual([0n, 0n]);
  });

  test('getchar answers when there is input and fromhost is free', () => {
    poke(TOHOST, command(1, 0, 0));
    htif.poll();
    htif.poll();
    expect([peek(TOHOST), peek(FROMHOST)]).toEqual([0n, 0n]);
    input.push(0x42, 0x43);
    poke(FROMHOST, 7n);
    htif.poll();
    expect(input).toEqual([0x42, 0x43]);
    poke(FROMHOST, 0n);
    htif.poll();
    expect(peek(FROMHOST)).toBe(command(1, 0, 0x142));
    expect(input).toEqual([0x43]);
    htif.poll();
    expect(input).toEqual([0x43]);
  });

  test('reset forgets a read that waits', () => {
    poke(TOHOST, command(1, 0, 0));
    htif.poll();
    htif.reset();
    input.push(1);
    htif.poll();
    expect(input).toEqual([1]);
  });
});

describe('proxied system calls', () => {
  const syscall = (...words: bigint[]): bigint => {
    words.forEach((word, i) => poke(MAGIC + 8 * i, word));
    poke(TOHOST, BigInt(MAGIC));
    htif.poll();
    return BigInt.asIntN(64, peek(MAGIC));
  };

  test.each([1n, 2n])('write to %d', (fd) => {
    new Uint8Array(ram.buffer).set([104, 105], 0x300);
    expect(syscall(64n, fd, BigInt(BASE + 0x300), 2n)).toBe(2n);
    expect(log).toEqual(['write hi']);
    expect([peek(TOHOST), peek(FROMHOST)]).toEqual([0n, 1n]);
  });

  test.each([
    ['another file', 64n, 3n, BigInt(BASE), 1n, -9n],
    ['no memory', 64n, 1n, 0n, 1n, -14n],
    ['too much memory', 64n, 1n, BigInt(BASE), 2n ** 64n - 1n, -14n],
    ['another call', 63n, 0n, BigInt(BASE), 1n, -38n],
  ])('%s is an error number', (_, number, fd, address, length, expected) => {
    expect(syscall(number, fd, address, length)).toBe(expected);
    expect(log).toEqual([]);
    expect(peek(FROMHOST)).toBe(1n);
  });

  test('exit', () => {
    syscall(93n, 42n);
    expect(log).toEqual(['halt 42']);
  });

  test('waits until fromhost is free', () => {
    poke(FROMHOST, 1n);
    syscall(64n, 1n, BigInt(BASE), 1n);
    expect(log).toEqual([]);
    expect(peek(TOHOST)).toBe(BigInt(MAGIC));
    poke(FROMHOST, 0n);
    htif.poll();
    expect(log).toEqual(['write \0']);
  });

  test('without a fromhost symbol there is no answer to wait for', () => {
    htif = new Htif({ tohost: TOHOST }, platform);
    expect(syscall(64n, 1n, BigInt(BASE), 1n)).toBe(1n);
  });
});

test.each([
  ['magic_mem outside memory', 0x1000n],
  ['magic_mem at the end of memory', BigInt(BASE + SIZE - 8)],
  ['an unknown device', command(7, 0, 1)],
  ['an unknown system command', command(0, 5, 1)],
  ['an unknown console command', command(1, 9, 0)],
  ['all ones', 2n ** 64n - 1n],
])('%s is dropped', (_, request) => {
  poke(TOHOST, request);
  htif.poll();
  expect([log, peek(TOHOST)]).toEqual([[], 0n]);
});

test('tohost outside memory is never served', () => {
  htif = new Htif({ tohost: 0 }, platform);
  htif.poll();
  expect(log).toEqual([]);
});
