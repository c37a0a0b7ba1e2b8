import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildImage, moduleOf } from '../../scripts/build-image.ts';
import { builtInImage, imageFromElf, kernelImage } from './built-in-image.ts';

describe('the kernel image', () => {
  it('is what kernel.S assembles to (pnpm --filter @racho/ostd image)', () => {
    const committed = readFileSync(new URL('./kernel-elf.generated.ts', import.meta.url), 'utf8');
    expect(committed === moduleOf(buildImage())).toBe(true);
  });

  it('has symbols where they run: the trampoline’s in the highest page', () => {
    const { symbol, trampoline, sections } = builtInImage();
    expect(symbol('_start')).toBe(0x8020_0000);
    expect(symbol('__alltraps')).toBe(-4096);
    expect(symbol('__restore')).toBeGreaterThan(-4096);
    expect(sections.some(({ address, executable }) => executable && address === trampoline * 4096)).toBe(true);
    expect(() => symbol('nothing')).toThrow(expect.objectContaining({ code: 'E_IMAGE' }));
  });

  it('is refused when it is no ELF, or has no trampoline', () => {
    expect(() => imageFromElf(Uint8Array.of(1, 2, 3))).toThrow(expect.objectContaining({ code: 'E_IMAGE' }));
    const broken = kernelImage().slice();
    // p_vaddr of the fifth program header: the trampoline is no longer where it must run.
    new DataView(broken.buffer).setBigUint64(64 + 4 * 56 + 16, 0x9000_0000n, true);
    expect(() => imageFromElf(broken)).toThrow(/trampoline/);
  });
});
