/** What the compiler and lint say of programs that pretend to be files of the kernel. */
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import framekernel from 'eslint-plugin-framekernel';
import ts from 'typescript';
import { root } from '../workspace.ts';
import type { Escape } from './escape.ts';

/** Error numbers of the compiler, and names of rules, each once and in order. */
export interface Verdict {
  /** `'imported'`: no error in the program itself, but in the declarations that it imports, which name what is banned. */
  readonly types: readonly (number | 'imported')[];
  /** Rules of the safe tier; those of the strict configuration that guard no boundary are in `style`. */
  readonly lint: readonly string[];
  readonly style: readonly string[];
}

const kernel = join(root, 'packages', 'kernel');
const folder = join(kernel, 'src', 'escapes').replaceAll('\\', '/');
const pathOf = (name: string): string => `${folder}/${name}.ts`;

type Program = Pick<Escape, 'code' | 'beside'>;
const writtenOut = (name: string, { code, beside = {} }: Program): ReadonlyMap<string, string> =>
  new Map([
    [pathOf(name), code],
    ...Object.entries(beside).map(([file, text]) => [`${folder}/${file}`, text] as const),
  ]);

const NO_OUTPUT = { declaration: false, declarationMap: false, emitDeclarationOnly: false, sourceMap: false };

/** Files of libraries, read once for all programs. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** A program over `files`, which are in memory only, with the options of one of the kernel's configurations. */
function programOf(config: string, files: ReadonlyMap<string, string>): ts.Program {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(join(kernel, config), { isolatedDeclarations: false }, host)!;
  const options = { ...parsed.options, noEmit: true, ...NO_OUTPUT };
  const real = ts.createCompilerHost(options);
  const paths = [...files.keys()];
  const memory: ts.CompilerHost = {
    ...real,
    directoryExists: (path) => paths.some((file) => file.startsWith(`${path}/`)) || ts.sys.directoryExists(path),
    fileExists: (path) => files.has(path) || real.fileExists(path),
    readFile: (path) => files.get(path) ?? real.readFile(path),
    getSourceFile: (path, version) => {
      const text = files.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, version, true);
      const key = `${config} ${path}`; // a file's source depends on the options
      if (!libraries.has(key)) libraries.set(key, real.getSourceFile(path, version));
      return libraries.get(key);
    },
  };
  return ts.createProgram([...files.keys()], options, memory);
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)].sort();

/** What the compiler says of one program, alone: what another imports or declares must not help it. */
function errorsOf(path: string, files: ReadonlyMap<string, string>): Verdict['types'] {
  const program = programOf('tsconfig.build.json', files);
  const source = program.getSourceFile(path);
  const own = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  if (own.length > 0) return unique(own.map((diagnostic) => diagnostic.code));
  return ts.getPreEmitDiagnostics(program).length > 0 ? ['imported'] : [];
}

/** Judges each program: types without a standard library as the kernel is built, lint with types as the kernel is linted. */
export async function judge(programs: ReadonlyMap<string, Program>): Promise<ReadonlyMap<string, Verdict>> {
  const filesOf = new Map([...programs].map(([name, program]) => [name, writtenOut(name, program)]));
  const files = new Map([...filesOf.values()].flatMap((each) => [...each]));
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: join(root, 'eslint.config.js'),
    overrideConfig: {
      languageOptions: { parserOptions: { projectService: false, programs: [programOf('tsconfig.json', files)] } },
    } as Linter.Config,
  });
  const boundary = new Set([...Object.keys(framekernel.safe().rules), 'import-x/no-mutable-exports']);
  const verdicts = new Map<string, Verdict>();
  for (const [name, { code }] of programs) {
    const [result] = await eslint.lintText(code, { filePath: pathOf(name) });
    const rules = unique(result!.messages.map(({ ruleId, message }) => ruleId ?? message));
    verdicts.set(name, {
      types: errorsOf(pathOf(name), filesOf.get(name)!),
      lint: rules.filter((rule) => boundary.has(rule)),
      style: rules.filter((rule) => !boundary.has(rule)),
    });
  }
  return verdicts;
}
