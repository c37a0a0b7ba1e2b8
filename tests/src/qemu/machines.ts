/** Running an image on both machines, and getting at the results in their RAM. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Machine } from '@racho/machine';
import { guestPath } from '../guests.ts';
import type { Image } from './image.ts';
import { RAM, RAM_SIZE, RESULTS, RESULTS_SIZE } from './layout.ts';

/** Seconds after which a run has got stuck. */
const TIME_LIMIT = 120;

/** Runs it on QEMU. RAM is a file, so nothing has to be printed by the guest and parsed here. */
export async function runOnQemu(image: Pick<Image, 'bytes'>, options: readonly string[]): Promise<DataView> {
  const folder = mkdtempSync(join(tmpdir(), 'racho-qemu-'));
  try {
    const [kernel, ram] = [join(folder, 'kernel'), join(folder, 'ram')];
    writeFileSync(kernel, image.bytes);
    const backend = `memory-backend-file,id=ram,size=${RAM_SIZE},mem-path=${ram},share=on`;
    await qemu(['-object', backend, '-machine', 'virt,memory-backend=ram', ...options, '-kernel', kernel]);
    const file = openSync(ram, 'r');
    try {
      const results = new Uint8Array(RESULTS_SIZE);
      readSync(file, results, 0, RESULTS_SIZE, RESULTS - RAM);
      return new DataView(results.buffer);
    } finally {
      closeSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function qemu(options: readonly string[]): Promise<void> {
  const always = [
    '-m',
    `${RAM_SIZE >> 20}M`,
    '-bios',
    'none',
    '-display',
    'none',
    '-audio',
    'none',
    '-serial',
    'null',
    '-monitor',
    'none',
  ];
  const child = spawn(guestPath('qemu', 'usr/bin/qemu-system-riscv64'), [...always, ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT * 1000);
  const status = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(String(code ?? signal)));
  }).finally(() => clearTimeout(timer));
  if (status === 'SIGKILL') throw new Error(`QEMU was still running after ${TIME_LIMIT} s.`);
  if (status !== '0') throw new Error(`QEMU ended with ${status}: ${Buffer.concat(errors).toString()}`);
}

/** Instructions in which an image must be done; they are never needed. */
const BUDGET = 4_000_000_000;

/** Runs it on our machine. */
export function runOnRacho(image: Pick<Image, 'bytes'>, harts = 1): DataView {
  const machine = new Machine({ memory: RAM_SIZE, harts, bios: 'none', kernel: image.bytes, clock: 'deterministic' });
  const { reason, status } = machine.step(BUDGET);
  if (reason !== 'halt' || status !== 0) {
    throw new Error(`The machine ended with ${reason} ${status ?? ''} at pc 0x${machine.hart(0).pc.toString(16)}.`);
  }
  const results = machine.readMemory(RESULTS, RESULTS_SIZE);
  return new DataView(results.buffer, results.byteOffset, results.byteLength);
}
