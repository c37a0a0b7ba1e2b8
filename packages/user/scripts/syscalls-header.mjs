/**
 * Writes include/racho/syscalls.h from the tables of @racho/abi, so that C and the kernel cannot disagree on a number.
 *
 *   node --conditions=@racho/source --import tsx scripts/syscalls-header.mjs [--check]
 *
 * With --check nothing is written; the exit status is 1 if the header is not what would be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';
import { PERSONALITIES, RACHO_CALLS, RACHO_FAILURE, RACHO_STDOUT } from '../../abi/src/index.ts';

const HEADER = new URL('../include/racho/syscalls.h', import.meta.url);

/** @param {readonly (readonly [name: string, value: number, doc: string])[]} rows */
function define(rows) {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value, doc]) => `#define ${name.padEnd(width)} ${value} /* ${doc} */`).join('\n');
}

const signature = (call) => `${call.name}(${call.parameters.map(({ name }) => name).join(', ')}): ${call.result}`;
const { note } = PERSONALITIES.find(({ name }) => name === 'racho');

const text = `/* The racho system calls. Generated from the tables of @racho/abi by scripts/syscalls-header.mjs. */
#pragma once

${define(RACHO_CALLS.map((call) => [`SYS_${call.name.toUpperCase()}`, call.number, signature(call)]))}

${define([
  ['RACHO_FAILURE', RACHO_FAILURE, 'what a call that fails returns'],
  ['RACHO_STDOUT', RACHO_STDOUT, 'the one descriptor: the console'],
  ['RACHO_NOTE_TYPE', note.type, `of the note "${note.name}", which selects these calls`],
  ['RACHO_NOTE_VERSION', note.version, 'its descriptor'],
])}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(HEADER, text);
} else if (readFileSync(HEADER, 'utf8') !== text) {
  console.error('include/racho/syscalls.h is out of date: run pnpm --filter @racho/user header');
  process.exitCode = 1;
}
