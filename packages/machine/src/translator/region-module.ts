/** Regions as a WebAssembly module, which exports their functions by name. */
import { addMulh } from '../interpreter/mulh.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { compileRegion, regionSignature, type RegionOptions } from './compile.ts';
import { importHelper } from './float-helper.ts';
import type { Plan } from './plan.ts';

export interface RegionsModule {
  readonly bytes: Uint8Array;
  /** Whether it imports the helper. */
  readonly usesFloat: boolean;
}

export function regionsModule(
  regions: readonly { readonly name: string; readonly plan: Plan }[],
  { checks, marks }: Pick<RegionOptions, 'checks' | 'marks'>,
): RegionsModule {
  const module = new ModuleBuilder('memory');
  const usesFloat = regions.some(({ plan }) => plan.floats.guarded.size > 0);
  const helper = usesFloat ? importHelper(module) : undefined;
  const options: RegionOptions = { grouping: 'grouped', mulh: addMulh(module), helper, checks, marks };
  for (const { name, plan } of regions) {
    const index = module.addFunction(regionSignature, (fn) => compileRegion(plan, fn, options));
    module.exportFunction(name, index);
  }
  return { bytes: module.bytes(), usesFloat };
}
