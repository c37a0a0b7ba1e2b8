import { readFileSync } from 'node:fs';
import { Machine } from './src/index.ts';
import { Translator } from './src/translator/translator.ts';
const [file, jit = 'on'] = process.argv.slice(2);
let hot = 0,
  hn = 0;
const proto = Translator.prototype as any;
const old = proto.hot;
const list: string[] = [];
proto.hot = function (pc: number, ...r: unknown[]) {
  const s = performance.now();
  const x = old.call(this, pc, ...r);
  const d = performance.now() - s;
  hot += d;
  hn++;
  list.push(`${(s - t0).toFixed(0)}:${pc.toString(16).slice(-4)}:${d.toFixed(1)}`);
  return x;
};
const t0 = performance.now();
const machine = new Machine({
  bios: 'none',
  kernel: readFileSync(file!),
  jit: jit as 'on',
  memory: 128 * 2 ** 20,
  console: () => 0,
} as never);
const t1 = performance.now();
const marks: string[] = [];
let n = 0;
for (let i = 0; i < 40; i++) {
  const r = machine.step(10_000_000);
  n += r.retired;
  marks.push(`${(performance.now() - t1).toFixed(0)}`);
  if (r.reason === 'halt') break;
}
console.log(file!.split('/').pop(), 'construct', (t1 - t0).toFixed(0), 'each 10M:', marks.join(' '));
console.log('hot calls', hn, hot.toFixed(0), 'ms', list.join(' '));
