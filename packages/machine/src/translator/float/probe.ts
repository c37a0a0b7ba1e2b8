/** Whether the host's relaxed `a × b + c` is there and rounds once. It says so by what it does: there is no other way to ask. */
import { compile, createMemory, instantiate } from '../../wasm/host.ts';
import { f64, maddF64 } from '../../wasm/floats.ts';
import { ModuleBuilder } from '../../wasm/module.ts';

let known: boolean | undefined;

/** (1 + u)² − (1 + 2u) is u² if it is rounded once, and 0 if the product is rounded first. */
function probe(): boolean {
  const u = 2 ** -30;
  const module = new ModuleBuilder('memory');
  const index = module.addFunction({ parameters: [], result: 'i32' }, (fn) => {
    const [x, y] = [fn.local('f64'), fn.local('f64')];
    return [
      x.set(f64.const(1 + u)),
      y.set(f64.const(-(1 + 2 * u))),
      f64.eq(maddF64(x.get, x.get, y.get), f64.const(u * u)),
    ];
  });
  module.exportFunction('probe', index);
  try {
    return instantiate(compile(module.bytes()), { env: { memory: createMemory(65_536) } }, 'probe')() === 1;
  } catch {
    // No such instruction.
    return false;
  }
}

export const fusesMadd = (): boolean => (known ??= probe());
