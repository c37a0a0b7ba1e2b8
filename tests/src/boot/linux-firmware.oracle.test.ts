/** Linux boots over OpenSBI to a shell that runs commands, and switches the machine off. */
import { expect, test } from 'vitest';
import { openSbi } from './firmware.ts';
import { Linux } from './linux.ts';

test('Linux over OpenSBI', () => {
  const linux = new Linux([], { bios: openSbi('fw_dynamic') });
  expect(linux.output).toMatch(/SBI implementation ID=0x1 Version=0x10006/);
  expect(linux.run('uname -srm')).toMatch(/^Linux 6\.12\.\S+ riscv64$/m);
  expect(linux.run('cat /proc/cpuinfo')).toMatch(/^isa\s*: rv64imafdc/m);
  expect(linux.run('echo "6 * 7" | awk \'{ print $1 * $3 }\'')).toBe('42\n');
  expect(linux.run('sleep 1 && ps | wc -l')).toMatch(/^\d+\n$/);
  expect(linux.powerOff()).toBe(0);
});
