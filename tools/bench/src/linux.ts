/** Boots Linux to its shell, with the translator `on` or `off` as the argument says; tells on descriptor 4 what that took. */
import { writeSync } from 'node:fs';
import { Linux } from '@racho/tests/boot/linux';

const begin = performance.now();
const { machine } = Linux.boot([], { jit: process.argv[2] as 'on' | 'off' });
const report = { seconds: (performance.now() - begin) / 1000, retired: machine.retired };
writeSync(4, `${JSON.stringify(report)}\n`);
