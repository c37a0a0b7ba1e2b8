import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** Ways to guest memory and harts. */
const RAW = /@racho\/machine\/raw|\brawOf\b|\b(frames|pool)\.memory\b|#memory\b|\.memory\.(copy|fill|read|write|clear)/;

describe('raw access', () => {
  it('is in *.unsafe.ts files only', () => {
    const safe = sources.filter(({ file }) => !file.endsWith('.unsafe.ts'));
    expect(safe.length).toBeGreaterThan(20);
    expect(safe.filter(({ text }) => RAW.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('has its reason in each of them', () => {
    const unsafe = sources.filter(({ file }) => file.endsWith('.unsafe.ts'));
    expect(unsafe.length).toBeGreaterThan(5);
    expect(unsafe.filter(({ text }) => !/\/\/ SAFETY\b.*: \S/.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
