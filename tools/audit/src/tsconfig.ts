/** A configuration of the compiler as the compiler itself reads it: with all that it extends, and the files that it takes in. */
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

export interface Tsconfig {
  readonly options: ts.CompilerOptions;
  /** From the root of the repository, with slashes. */
  readonly files: readonly string[];
  /** What the compiler can't make sense of. */
  readonly mistakes: readonly string[];
}

/** A configuration that others extend has no files of its own. */
const NO_INPUTS = 18003;

/** Reads `file`; both it and what it takes in are named from `root`. */
export function readTsconfig(root: string, file: string): Tsconfig {
  const path = join(root, file);
  const mistakes: string[] = [];
  const add = ({ messageText }: ts.Diagnostic): void => {
    mistakes.push(ts.flattenDiagnosticMessageText(messageText, ' '));
  };
  const { error } = ts.readConfigFile(path, (name) => ts.sys.readFile(name));
  if (error !== undefined) add(error);
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: add };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, { noEmit: true }, host);
  parsed?.errors.filter(({ code }) => code !== NO_INPUTS).forEach(add);
  const files = (parsed?.fileNames ?? []).map((name) => relative(root, name).split(sep).join('/'));
  return { options: parsed?.options ?? {}, files, mistakes };
}
