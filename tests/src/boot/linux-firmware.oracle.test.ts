/** Linux boots over OpenSBI to a shell that runs commands, and switches the machine off. */
import { expect, test } from 'vitest';
import { openSbi } from './firmware.ts';
import { Linux } from './linux.ts';

test.each([1, 2])('Linux over OpenSBI with --smp %i', (harts) => {
  const linux = Linux.boot([], { bios: openSbi('fw_dynamic'), harts });
  expect(linux.output).toMatch(new RegExp(`^Platform HART Count +: ${harts}\\b`, 'm'));
  expect(linux.output).toContain(`smp: Brought up 1 node, ${harts} CPU${harts === 1 ? '' : 's'}`);
  expect(linux.output).toMatch(/SBI implementation ID=0x1 Version=0x10006/);
  expect(linux.run('uname -srm')).toMatch(/^Linux 6\.12\.\S+ riscv64$/m);
  const cpus = [...linux.run('cat /proc/cpuinfo').matchAll(/^isa\s*: rv64imafdc/gm)];
  expect(cpus).toHaveLength(harts);
  expect(linux.run('echo "6 * 7" | awk \'{ print $1 * $3 }\'')).toBe('42\n');
  expect(linux.run('sleep 1 && ps | wc -l')).toMatch(/^\d+\n$/);
  expect(linux.powerOff()).toBe(0);
});
