/** Regions as a WebAssembly module, which exports their functions by name. */
import { STATE_PAGES } from '../hart/layout.ts';
import { addMulh } from '../interpreter/mulh.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { compileRegion, regionSignature, type RegionOptions } from './compile.ts';
import { importHelper } from './float/helper.ts';
import type { Plan } from './plan/plan.ts';

/** A region, the name of its function, and how it finds places. */
export interface NamedRegion extends Pick<RegionOptions, 'places'> {
  readonly name: string;
  readonly plan: Plan;
}

export interface RegionsModule {
  readonly bytes: Uint8Array;
  /** Whether it imports the helper. */
  readonly usesFloat: boolean;
}

export function regionsModule(
  regions: readonly NamedRegion[],
  { base, checks, marks }: Pick<RegionOptions, 'base' | 'checks' | 'marks'>,
): RegionsModule {
  const module = new ModuleBuilder('memory', STATE_PAGES);
  const usesFloat = regions.some(({ plan }) => plan.floats.guarded.size > 0);
  const helper = usesFloat ? importHelper(module) : undefined;
  const options = { mulh: addMulh(module), helper, base, checks, marks } as const;
  for (const { name, plan, places } of regions) {
    const index = module.addFunction(regionSignature, (fn) => compileRegion(plan, fn, { ...options, places }));
    module.exportFunction(name, index);
  }
  return { bytes: module.bytes(), usesFloat };
}
