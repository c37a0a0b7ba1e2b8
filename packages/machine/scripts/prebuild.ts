/** Makes the interpreter at build time: what a bundler is to take for `src/interpreter/prebuilt.ts`. */
import { generateInterpreter } from '../src/interpreter/generate.ts';
import { nameOf } from '../src/interpreter/modules.ts';
import { machineInstructions } from '../src/isa.ts';
import { hotAfter } from '../src/options.ts';

const OPTIONS = { hotAfter: hotAfter.on, checks: 'off', crossings: 'silent' } as const;

/** The module's JavaScript. */
export function prebuild(): string {
  const bytes = generateInterpreter(machineInstructions, 0, OPTIONS);
  const prebuilt = { name: nameOf(0, OPTIONS), base64: Buffer.from(bytes).toString('base64') };
  return `export const prebuilt = ${JSON.stringify(prebuilt)};\n`;
}
