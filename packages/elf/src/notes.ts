/** Notes (gABI, chapter 5): a name, a type of that name's making, and bytes; the fields padded to the segment's alignment. */
import type { Bytes } from '@racho/bytes';
import { PT, SIZE } from './constants.ts';
import type { Note, Segment } from './elf.ts';
import { fail } from './error.ts';

/** The notes of all NOTE segments. `fileSize` bounds the work: segments that share notes over and over are refused. */
export function readNotes(segments: readonly Segment[], fileSize: number): readonly Note[] {
  const holders = segments.filter(({ type }) => type === PT.NOTE);
  const total = holders.reduce((sum, { fileSize: size }) => sum + size, 0);
  if (total > fileSize) fail('E_ELF_NOTE', `the NOTE segments have ${total} bytes together, the file only ${fileSize}`);
  return Object.freeze(holders.flatMap((segment) => readSegmentNotes(segment.data(), segment.align === 8 ? 8 : 4)));
}

function readSegmentNotes(bytes: Bytes, align: 4 | 8): readonly Note[] {
  const padded = (length: number): number => Math.ceil(length / align) * align;
  const notes: Note[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + SIZE.NOTE > bytes.length) {
      fail('E_ELF_NOTE', `${bytes.length - at} bytes after the last note are no header of another`);
    }
    const nameSize = bytes.u32(at);
    const descriptorSize = bytes.u32(at + 4);
    const nameAt = at + SIZE.NOTE;
    const descriptorAt = at + padded(SIZE.NOTE + nameSize);
    const end = descriptorAt + descriptorSize;
    if (end > bytes.length) {
      const parts = `a name of ${nameSize} and a descriptor of ${descriptorSize} bytes`;
      fail('E_ELF_NOTE', `the note at ${at} has ${parts}, more than its segment's ${bytes.length}`);
    }
    notes.push(
      Object.freeze({
        name: withoutNuls(bytes.toText(nameAt, nameAt + nameSize)),
        type: bytes.u32(at + 8),
        descriptor: bytes.slice(descriptorAt, end),
      }),
    );
    at += padded(end - at);
  }
  return notes;
}

/** `text` up to the NULs that it ends with. */
function withoutNuls(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\0') end--;
  return text.slice(0, end);
}
