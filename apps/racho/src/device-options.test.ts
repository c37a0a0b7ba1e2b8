import { describe, expect, it } from 'vitest';
import { parseDrive, parseNet, parseShare } from './device-options.ts';
import { BadValue } from './values.ts';

describe('a drive', () => {
  it.each([
    ['disk.img', 'file'],
    ['disk.img,ro', 'nowhere'],
    ['disk.img,readonly', 'nowhere'],
    ['disk.img,overlay', 'memory'],
    ['disk.img,ro,overlay', 'nowhere'],
    ['file=disk.img', 'file'],
  ])('%s', (text, writes) => {
    expect(parseDrive(text)).toEqual({ file: 'disk.img', writes });
  });
});

describe('a wire', () => {
  it.each([
    ['listen=1234', { wire: 'listen', end: { port: 1234 } }],
    ['listen=:1234', { wire: 'listen', end: { port: 1234 } }],
    ['connect=127.0.0.1:65535', { wire: 'connect', end: { port: 65535 } }],
    ['connect=localhost:1', { wire: 'connect', end: { port: 1 } }],
    ['listen=./a.sock', { wire: 'listen', end: { path: './a.sock' } }],
    ['udp=1,local=2', { wire: 'udp', remote: 1, local: 2 }],
    [
      'mac=52:54:00:Ab:cd:ef,listen=1',
      { wire: 'listen', end: { port: 1 }, mac: Uint8Array.of(0x52, 0x54, 0, 0xab, 0xcd, 0xef) },
    ],
  ])('%s', (text, option) => {
    expect(parseNet(text)).toEqual(option);
  });

  it.each([
    ['1234', 'it takes listen=…'],
    ['', 'is unknown here'],
    ['user', 'is unknown here'],
    ['local=1', 'expected one of listen=…'],
    ['listen=1,connect=2', 'expected one of listen=…'],
    ['listen=0', '"0" is no port'],
    ['listen=65536', '"65536" is no port'],
    ['listen=name', 'a path with a "/" in it'],
    ['connect=example.org:80', '"example.org" is another computer'],
    ['listen=0.0.0.0:80', 'is another computer'],
    ['udp=1', 'lacks local=PORT'],
    ['listen=1,local=2', 'local=… belongs to udp=…'],
    ['listen=1,mac=01:00:00:00:00:00', 'no address of an interface'],
    ['listen=1,mac=52:54:00:12:34', 'no address of an interface'],
  ])('is not "%s"', (text, message) => {
    expect(() => parseNet(text)).toThrow(BadValue);
    expect(() => parseNet(text)).toThrow(message);
  });
});

describe('a shared folder', () => {
  it.each([
    ['src', { folder: 'src', tag: 'share', access: 'read-write' }],
    ['src,ro', { folder: 'src', tag: 'share', access: 'read-only' }],
    ['path=a,,b,tag=x,readonly', { folder: 'a,b', tag: 'x', access: 'read-only' }],
  ])('%s', (text, option) => {
    expect(parseShare(text)).toEqual(option);
  });

  it.each(['src,tag=a b', `src,tag=${'x'.repeat(33)}`, 'tag=x'])('is not "%s"', (text) => {
    expect(() => parseShare(text)).toThrow(BadValue);
  });
});
