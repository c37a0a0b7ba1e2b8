/** Files that the measurement is written to. */
import { closeSync, openSync } from 'node:fs';
import { BenchError } from './error.ts';

/**
 * To be asked before anything is measured, which may take an hour. A file that is there keeps what it has until it is replaced.
 * @throws BenchError `E_USAGE` if the file cannot be written
 */
export function checkWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new BenchError('E_USAGE', `cannot write to ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
