/**
 * What lint says of the JavaScript that the compiler makes of a module. No types are left there that could hide a name from it, and another parser
 * and another program that finds scopes look at it: what the first look overlooks, the second may see.
 */
import { extname, join } from 'node:path';
import { Linter } from 'eslint';
import framekernel from 'eslint-plugin-framekernel';
import ts from 'typescript';
import type { Finding } from './finding.ts';
import type { Module } from './graph.ts';

/** A module, and the rules that lint has for it. */
export interface Ruled {
  readonly module: Pick<Module, 'file' | 'source'>;
  readonly rules: Linter.RulesRecord;
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  useDefineForClassFields: true,
};

/** Rules about what a program may name, for which types are of no account. */
const UNTYPED: ReadonlySet<string> = new Set([
  'framekernel/no-ambient-global',
  'framekernel/no-async',
  'framekernel/no-directive-comment',
  'framekernel/no-foreign-import',
  'framekernel/no-host-name',
  'framekernel/no-misread-text',
  'framekernel/no-reflective-access',
  'framekernel/no-reflective-syntax',
]);

/** The text that the compiler writes for a module. */
export function emittedBy({ file, source: { text } }: Ruled['module']): string {
  return ts.transpileModule(text, { fileName: file, compilerOptions: OPTIONS }).outputText;
}

/**
 * @param root - where lint would run; the rules' paths are relative to it
 * @param reported - what lint says of the sources: what the same rule says of the same name is told once
 */
export function emittedErrors(root: string, modules: readonly Ruled[], reported: readonly Finding[]): Finding[] {
  const linter = new Linter({ cwd: root });
  const told = new Set(reported.map(({ file, message }) => `${file} ${message}`));
  return modules.flatMap(({ module, rules }) => {
    const text = emittedBy(module);
    const untyped = Object.fromEntries(Object.entries(rules).filter(([name]) => UNTYPED.has(name)));
    const config: Linter.Config = { files: [`**/*${extname(module.file)}`], plugins: { framekernel }, rules: untyped };
    const options = { filename: join(root, module.file), allowInlineConfig: false };
    return linter
      .verify(text, [config], options)
      .filter(({ severity, ruleId }) => severity === 2 || ruleId === null)
      .map(({ ruleId, line, message }) => ({ line, what: ruleId === null ? message : `${ruleId}: ${message}` }))
      .filter(({ what }) => !told.has(`${module.file} ${what}`))
      .map(({ line, what }) => {
        const where = text.split('\n')[line - 1]?.trim() ?? '';
        return { rule: 'lint-emitted', file: module.file, message: `${what} (where the compiler writes \`${where}\`)` };
      });
  });
}
