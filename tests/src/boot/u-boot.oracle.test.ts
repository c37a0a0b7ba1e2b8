/** U-Boot comes up to its prompt and obeys, over OpenSBI of either kind and over the built-in SBI. */
import { expect, test } from 'vitest';
import { Console } from './console.ts';
import { openSbi, uBoot } from './firmware.ts';

const BUDGET = 1e9;
const openSbiBanner = (console: Console): void => {
  console.expect('OpenSBI v1.6', BUDGET);
  console.expect(/Platform Console Device +: uart8250/, BUDGET);
  console.expect(/Runtime SBI Version +: 2\.0/, BUDGET);
};

test.each([
  ['fw_jump', openSbi('fw_jump'), openSbiBanner, 'OpenSBI 1.6'],
  ['fw_dynamic', openSbi('fw_dynamic'), openSbiBanner, 'OpenSBI 1.6'],
  ['the built-in SBI', 'sbi', () => undefined, 'Unknown implementation ID'],
] as const)('over %s', (_name, bios, banner, implementation) => {
  const console = new Console({ bios, kernel: uBoot() });
  banner(console);
  console.expect('U-Boot 2025.01', BUDGET);
  console.expect('Model: riscv-virtio,qemu', BUDGET);
  console.expect(/DRAM: +128 MiB/, BUDGET);
  console.expect('Hit any key to stop autoboot', BUDGET);
  console.expect('=> ', BUDGET);

  console.send('version\r');
  console.expect('U-Boot 2025.01', BUDGET);
  console.expect('=> ', BUDGET);

  console.send('bdinfo\r');
  console.expect(/-> start += 0x0000000080000000/, BUDGET);
  console.expect(/-> size += 0x0000000008000000/, BUDGET);
  console.expect(/serial addr = 0x0000000010000000/, BUDGET);
  console.expect('=> ', BUDGET);

  console.send('sbi\r');
  console.expect('SBI 2.0', BUDGET);
  console.expect(implementation, BUDGET);
  for (const extension of ['Timer Extension', 'System Reset Extension', 'Debug Console Extension']) {
    console.expect(extension, BUDGET);
  }
  console.expect('=> ', BUDGET);

  console.send('poweroff\r');
  expect(console.halted(BUDGET)).toBe(0);
});
