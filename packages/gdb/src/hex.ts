/** Numbers and bytes as the protocol writes them: hexadecimal digits, and bytes as the characters of a string. */

/** An unsigned number, or `undefined` for anything but 1 to 16 digits. */
export function parseHex(text: string): bigint | undefined {
  return /^[0-9a-f]{1,16}$/i.test(text) ? BigInt(`0x${text}`) : undefined;
}

/** The same where only what JavaScript holds exactly makes sense: lengths, offsets, register numbers. */
export function parseCount(text: string): number | undefined {
  const value = parseHex(text);
  return value === undefined || value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
}

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** `undefined` for an odd number of digits, or what are no digits. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** A register of so many bytes, little-endian. */
export function hexOfRegister(value: bigint, bytes: number): string {
  return hexOf(Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn)));
}

export function registerOfHex(text: string): bigint | undefined {
  const bytes = bytesOfHex(text);
  if (bytes === undefined || bytes.length === 0 || bytes.length > 8) return undefined;
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Bytes as characters 0 to 255, and back. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
