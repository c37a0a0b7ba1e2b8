/** Packets on the wire: `$data#checksum`, acknowledged by `+` or `-` (GDB manual, "Remote Protocol", Overview). */
import { bytesOf } from './hex.ts';

/** Longer packets are none that a debugger was promised to get through: see `PacketSize` in {@link PACKET_SIZE}. */
const DATA_MAX = 0x1_0000;
/** What GDB is told: the most characters of a packet, either way. */
export const PACKET_SIZE = 0x4000;

const [START, END, ESCAPE, INTERRUPT] = ['$', '#', '}', '\x03'] as const;
const ESCAPED = 0x20;

export type WireEvent =
  /** Its characters are bytes; escapes are undone. */
  | { readonly kind: 'packet'; readonly data: string }
  /** A packet whose checksum is wrong, or which has none. */
  | { readonly kind: 'damaged'; readonly data: string }
  /** The other end wants the last packet again. */
  | { readonly kind: 'again' }
  /** Ctrl-C. */
  | { readonly kind: 'interrupt' };

function checksum(data: string): string {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data.charCodeAt(i);
  return (sum % 256).toString(16).padStart(2, '0');
}

/** A packet as it goes on the wire. */
export function encode(data: string): Uint8Array {
  const escaped = data.replaceAll(/[#$}*]/g, (character) => {
    return ESCAPE + String.fromCharCode(character.charCodeAt(0) ^ ESCAPED);
  });
  return bytesOf(`${START}${escaped}${END}${checksum(escaped)}`);
}

function unescape(data: string): string {
  return data.replaceAll(/\}([^])/g, (_, character: string) => String.fromCharCode(character.charCodeAt(0) ^ ESCAPED));
}

/** Takes bytes in pieces of any size. */
export class PacketReader {
  /** `idle`: between packets; `data`: in one; `sum`: in its checksum; `skip`: in one that is too long. */
  #state: 'idle' | 'data' | 'sum' | 'skip' = 'idle';
  #data = '';
  #sum = '';

  *read(bytes: Uint8Array): Generator<WireEvent> {
    for (const byte of bytes) {
      const event = this.#take(String.fromCharCode(byte));
      if (event !== undefined) yield event;
    }
  }

  #take(character: string): WireEvent | undefined {
    switch (this.#state) {
      case 'idle':
        if (character === START) this.#begin();
        else if (character === INTERRUPT) return { kind: 'interrupt' };
        else if (character === '-') return { kind: 'again' };
        return undefined;
      case 'skip':
        if (character === END) this.#state = 'idle';
        return undefined;
      case 'data':
        // A new one begins where the end of the last was lost.
        if (character === START) this.#begin();
        else if (character === END) this.#state = 'sum';
        else if (this.#data.length >= DATA_MAX) return this.#tooLong();
        else this.#data += character;
        return undefined;
      case 'sum':
        this.#sum += character;
        if (this.#sum.length < 2) return undefined;
        this.#state = 'idle';
        return {
          kind: this.#sum.toLowerCase() === checksum(this.#data) ? 'packet' : 'damaged',
          data: unescape(this.#data),
        };
    }
  }

  #begin(): void {
    this.#state = 'data';
    this.#data = '';
    this.#sum = '';
  }

  #tooLong(): WireEvent {
    this.#state = 'skip';
    return { kind: 'damaged', data: '' };
  }
}
