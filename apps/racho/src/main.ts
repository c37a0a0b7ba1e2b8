#!/usr/bin/env node
/** The executable: all else is imported when Node knows to keep what it compiles. */
import module from 'node:module';

// From Node 22.1 on. Half of what Node compiles at a start is compiled lazily, which the cache has as well.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();

await import('./process.ts');
