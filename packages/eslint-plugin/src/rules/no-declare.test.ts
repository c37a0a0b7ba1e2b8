/** `no-declare`: each form of a declaration without a definition. */
import { testRule } from '../testing/tester.ts';
import { noDeclare } from './no-declare.ts';

testRule(noDeclare, {
  valid: ['export const x = 1;', 'export abstract class D { abstract m(): void; }', "import x from 'y';\nx();"],
  invalid: [
    { code: 'export const facts: () => string;', filename: 'src/facts.d.ts', errors: [{ messageId: 'file' }] },
    { code: 'export {};', filename: 'src/facts.d.json.ts', errors: [{ messageId: 'file' }] },
    { code: 'declare const x: number;', errors: [{ messageId: 'ambient' }] },
    { code: 'declare function f(): number;', errors: [{ messageId: 'ambient' }] },
    { code: 'declare class C {}', errors: [{ messageId: 'ambient' }] },
    { code: 'export class C { declare x: number; }', errors: [{ messageId: 'ambient' }] },
    { code: "declare module 'x' { export interface Y {} }", errors: [{ messageId: 'ambient' }] },
    { code: 'namespace N { export const x = 1; }', errors: [{ messageId: 'namespace' }] },
    { code: "import fs = require('fs');", errors: [{ messageId: 'commonjs' }] },
    { code: 'const x = 1;\nexport = x;', errors: [{ messageId: 'commonjs' }] },
  ],
});
