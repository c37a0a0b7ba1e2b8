/** Ethernet frames in a stream, as QEMU's `-netdev stream` and `socket` have them: the length in 32 bits, big-endian, and the frame. */

const LENGTH_SIZE = 4;
/** More than QEMU's own buffer (NET_BUFSIZE) is no frame: whoever is there speaks something else. */
export const FRAME_MAX: number = 4096 + 65_536;

export function framed(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_SIZE + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, LENGTH_SIZE);
  return bytes;
}

/** Takes the chunks of a stream and gives the frames that are complete; `undefined`, for good, if it is no such stream. */
export function unframer(): (chunk: Uint8Array) => Uint8Array[] | undefined {
  let pending = Buffer.alloc(0);
  let broken = false;
  return (chunk) => {
    const frames: Uint8Array[] = [];
    pending = Buffer.concat([pending, chunk]);
    while (!broken && pending.length >= LENGTH_SIZE) {
      const length = pending.readUInt32BE(0);
      broken = length > FRAME_MAX;
      const end = LENGTH_SIZE + length;
      if (broken || pending.length < end) break;
      frames.push(Uint8Array.from(pending.subarray(LENGTH_SIZE, end)));
      pending = pending.subarray(end);
    }
    if (broken) pending = Buffer.alloc(0);
    return broken ? undefined : frames;
  };
}
