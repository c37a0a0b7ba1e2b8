/** Runs one program on v86, a PC in JavaScript and WebAssembly: `v86.mjs BUILD FILE`, up to the end of the line that it prints. */
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** As racho's default. */
const MEMORY = 128 << 20;
const NEWLINE = 10;

const [folder = '', file = ''] = process.argv.slice(2);
// Not bundled: it calls `require`, which only Node's own loader gives it.
const { V86 } = (await import(pathToFileURL(join(folder, 'libv86.mjs')).href)) as typeof import('v86');
const { buffer, byteOffset, length } = readFileSync(file);
const pc = new V86({
  wasm_path: join(folder, 'v86.wasm'),
  memory_size: MEMORY,
  multiboot: { buffer: buffer.slice(byteOffset, byteOffset + length) },
  autostart: true,
  disable_keyboard: true,
  disable_mouse: true,
  disable_speaker: true,
});
const line: number[] = [];
pc.add_listener('serial0-output-byte', (byte) => {
  line.push(byte);
  if (byte !== NEWLINE) return;
  writeSync(1, Uint8Array.from(line));
  process.exit(0);
});
