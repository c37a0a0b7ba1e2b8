/** Base64 as bytes. */

/** All hosts with WebAssembly have it; declared here because the package compiles without the DOM's types. */
const { atob } = globalThis as unknown as { readonly atob: (text: string) => string };

export function fromBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
