/** `no-host-name`: what a module defines at its top, by every form. */
import { testRule } from '../testing/tester.ts';
import { noHostName } from './no-host-name.ts';

const host = (name: string) => ({ messageId: 'host' as const, data: { name } });

testRule(noHostName, {
  valid: [
    'let current = 1;\nexport const f = () => current;',
    "import { process } from './process.ts';\nexport const f = () => process;",
    "import process from './process.ts';\nexport const f = () => process;",
    'export const f = (process: number) => { const module = process; return module; };',
    'export interface Event { a: 1 }',
    'export type Request = 1;',
    'export class C { process = 1; fetch() {} }',
    'export const o = { process: 1 };',
    '{ let process = 1; void process; }\nexport {};',
    { code: 'export const process = 1;', options: [{ allow: ['process'] }] },
  ],
  invalid: [
    ...[
      ['let process: number | undefined;\nexport const f = () => process;', 'process'],
      ['var module: number | undefined;\nexport const f = () => module;', 'module'],
      ['export const require = 1;', 'require'],
      ['export const exports = 1;', 'exports'],
      ['export let __filename: 1;', '__filename'],
      ['export const __mine = 1;', '__mine'],
      ['export const mine__ = 1;', 'mine__'],
      ['export function fetch() {}', 'fetch'],
      ['export class Worker {}', 'Worker'],
      ['export const [localStorage] = [1];', 'localStorage'],
      ['export const { a: navigator } = { a: 1 };', 'navigator'],
      ['export const isNaN = 1;', 'isNaN'],
      ['export const Deno = 1;', 'Deno'],
      ['export enum Node { A }', 'Node'],
      ['interface Event { a: 1 }\nexport class Event {}', 'Event'],
    ].map(([code = '', name = '']) => ({ code, errors: [host(name)] })),
    { code: 'export const [process, fetch] = [1, 2];', options: [{ allow: ['fetch'] }], errors: [host('process')] },
  ],
});
