/** Regions as a WebAssembly module, which exports their functions by name. */
import { addMulh } from '../interpreter/mulh.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { compileRegion, regionSignature, type RegionOptions } from './compile.ts';
import { importHelper } from './float-helper.ts';
import type { Plan } from './plan.ts';

/** A region, the name of its function, and the memory if it is for flat mode. */
export interface NamedRegion extends Pick<RegionOptions, 'flat'> {
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
  { checks, marks }: Pick<RegionOptions, 'checks' | 'marks'>,
): RegionsModule {
  const module = new ModuleBuilder('memory');
  const usesFloat = regions.some(({ plan }) => plan.floats.guarded.size > 0);
  const helper = usesFloat ? importHelper(module) : undefined;
  const options = { mulh: addMulh(module), helper, checks, marks } as const;
  for (const { name, plan, flat } of regions) {
    const index = module.addFunction(regionSignature, (fn) => compileRegion(plan, fn, { ...options, flat }));
    module.exportFunction(name, index);
  }
  return { bytes: module.bytes(), usesFloat };
}
