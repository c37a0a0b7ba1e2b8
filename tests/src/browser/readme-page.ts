/** The page that the machine's README shows, and a kernel for it. */
import { readFileSync } from 'node:fs';
import { assemble } from '@racho/isa/assembler';
import type { Plugin } from 'vite';

/** @param id - the file name under which the bundler finds the example's script */
export function readmePage(readme: string, id: string): { readonly html: string; readonly plugin: Plugin } {
  const text = readFileSync(readme, 'utf8').replaceAll('\r\n', '\n');
  const [, html, code] = /^```html\n([^]*?)^```$[^]*?^```ts\n([^]*?)^```$/m.exec(text)!;
  const plugin: Plugin = {
    name: 'readme',
    enforce: 'pre',
    resolveId: (source) => (source === id ? id : undefined),
    load: (source) => (source === id ? { code: code!, moduleType: 'ts' } : undefined),
  };
  return { html: html!, plugin };
}

/** Prints, sleeps until the UART's interrupt and no other, and prints the key. */
export const waitsForKey: Uint8Array = assemble(`
_start: la    s0, ask
        jal   s1, print
        li    t0, 0x0c000028      # PLIC: priority of source 10
        li    t1, 1
        sw    t1, 0(t0)
        li    t0, 0x0c002080      # PLIC: what the hart's S-mode gets
        li    t1, 1 << 10
        sw    t1, 0(t0)
        li    s2, 0x10000000      # the UART: IER.ERBFI
        li    t1, 1
        sb    t1, 1(s2)
        li    t1, 1 << 9          # sie.SEIE
        csrw  sie, t1
        wfi
        lbu   a0, 0(s2)
        li    a7, 1               # legacy console_putchar
        ecall
        la    s0, thanks
        jal   s1, print
        li    a7, 8               # legacy shutdown
        ecall
print:  lbu   a0, 0(s0)
        beqz  a0, 1f
        li    a7, 1
        ecall
        addi  s0, s0, 1
        j     print
1:      jr    s1
ask:    .asciz "Press a key: "
thanks: .asciz ", thanks"
`).sections[0]!.bytes;
