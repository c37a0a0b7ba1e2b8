import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

/** One worker for all files: what takes the time is TypeScript's start, once for each. */
export default mergeConfig(shared, defineConfig({ test: { isolate: false, fileParallelism: false } }));
