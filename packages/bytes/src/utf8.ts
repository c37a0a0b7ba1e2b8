/** UTF-8 in and out, as the WHATWG Encoding Standard has it: what is malformed becomes U+FFFD. */

const REPLACEMENT = 0xfffd;

/** ASCII is decoded so many bytes at once; each is an argument of a call, and there is a limit to those. */
const CHUNK = 4096;

/** Encodes `text`; a surrogate without its partner becomes U+FFFD. */
export function encode(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3); // a code unit takes three bytes at most (a pair: four for two units)
  let end = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? REPLACEMENT;
    const code = point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point;
    if (code < 0x80) {
      out[end++] = code;
    } else {
      const continuations = code < 0x800 ? 1 : code < 0x1_0000 ? 2 : 3;
      out[end++] = ((0xf0 << (3 - continuations)) & 0xff) | (code >> (6 * continuations));
      for (let left = continuations - 1; left >= 0; left--) out[end++] = 0x80 | ((code >> (6 * left)) & 0x3f);
    }
  }
  return out.slice(0, end);
}

/** Decodes all of `bytes`; each maximal part of an ill-formed sequence becomes one U+FFFD. A byte order mark stays. */
export function decode(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    let end = i;
    while (end < bytes.length && end - i < CHUNK && bytes[end]! < 0x80) end++;
    if (end > i) {
      text += String.fromCharCode(...bytes.subarray(i, end)); // by no `apply`, which anybody can put there to get the memory
      i = end;
      continue;
    }
    const first = bytes[i++]!;
    // The first continuation byte has a narrower range after E0, ED, F0 and F4 (Unicode 15.0, table 3-7): that
    // keeps out overlong forms, surrogates and what is above U+10FFFF.
    const continuations = first < 0xc2 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 0;
    let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    let point = continuations === 0 ? REPLACEMENT : first & (0x3f >> continuations);
    for (let left = continuations; left > 0; left--) {
      const next = bytes[i];
      if (next === undefined || next < low || next > high) {
        point = REPLACEMENT;
        break;
      }
      point = (point << 6) | (next & 0x3f);
      low = 0x80;
      high = 0xbf;
      i++;
    }
    text += String.fromCodePoint(point);
  }
  return text;
}
