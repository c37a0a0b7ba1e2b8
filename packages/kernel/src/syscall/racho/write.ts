/** `write`: all of the bytes to the console, or −1 and nothing. */
import { Bytes } from '@racho/bytes';
import { RACHO_FAILURE, RACHO_STDOUT } from '@racho/abi';
import { console, PAGE_SIZE } from '@racho/ostd';
import type { Call } from '../personality.ts';

export const write: Call['serve'] = (process, argument) => {
  const [fd, buffer, length] = [argument(0), argument(1), argument(2)];
  if (fd !== RACHO_STDOUT || length === undefined || length < 0) return RACHO_FAILURE;
  if (length === 0) return 0;
  const reader = buffer === undefined ? undefined : process.space.reader(buffer, length);
  // Looked at before anything is printed, so that a bad end of the buffer prints nothing of its beginning.
  if (reader?.accessible() !== length) return RACHO_FAILURE;
  const chunk = Bytes.alloc(Math.min(length, PAGE_SIZE));
  while (reader.remaining > 0) {
    const { done } = reader.read(chunk, 0, Math.min(chunk.length, reader.remaining));
    console.write(done === chunk.length ? chunk : chunk.slice(0, done));
  }
  return length;
};
