import { describe, expect, it } from 'vitest';
import { parseDrive } from './device-options.ts';

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
