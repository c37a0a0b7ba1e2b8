/** What the compiler's options of the core have to be, and what of a configuration is otherwise, in words. */
import type { AuditConfig } from './config.ts';
import type { Tsconfig } from './tsconfig.ts';

/** What the rules of the safe tier take for granted of the types that they are told. */
const WANTED = ['strict', 'exactOptionalPropertyTypes', 'noUncheckedIndexedAccess'];
/** On by `strict`, unless they are switched off. */
const FAMILY = [
  ...['alwaysStrict', 'noImplicitAny', 'noImplicitThis', 'strictBindCallApply', 'strictBuiltinIteratorReturn'],
  ...['strictFunctionTypes', 'strictNullChecks', 'strictPropertyInitialization', 'useUnknownInCatchVariables'],
];
const ALIASES = ['paths', 'baseUrl', 'rootDirs', 'plugins', 'moduleSuffixes'];
/** What a package may have of its own: what is written, and where, and the declarations that it is checked against. */
const OWN = new Set([
  ...['noEmit', 'emitDeclarationOnly', 'noEmitOnError', 'declaration', 'declarationMap', 'declarationDir', 'sourceMap'],
  ...['inlineSourceMap', 'inlineSources', 'sourceRoot', 'mapRoot', 'removeComments', 'newLine', 'stripInternal'],
  ...['rootDir', 'outDir', 'composite', 'incremental', 'tsBuildInfoFile', 'isolatedDeclarations', 'configFilePath'],
  ...['types', 'lib', 'noLib', 'skipLibCheck', 'customConditions'],
  ...['pathsBasePath', ...ALIASES], // `aliases` has them
]);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the shared configuration lacks. */
export function lacks({ options }: Tsconfig): string[] {
  const off = [...WANTED.filter((name) => options[name] !== true), ...FAMILY.filter((name) => options[name] === false)];
  const found = off.map((name) => `"${name}" is not on, and the rules of the safe tier rest on it`);
  return options.noCheck === true ? [...found, '"noCheck" is on: no type is checked'] : found;
}

/** What is not as in the shared configuration, and no package's own. */
export function differences({ options, mistakes }: Tsconfig, shared: Tsconfig, sharedFile: string): string[] {
  const others = Object.keys({ ...shared.options, ...options }).filter((name) => !OWN.has(name));
  const found = others.filter((name) => !isSame(options[name], shared.options[name]));
  return [...mistakes, ...found.map((name) => `"${name}" is not as in ${sharedFile}`)];
}

export function aliases({ options }: Tsconfig): string[] {
  return ALIASES.filter((name) => Object.hasOwn(options, name)).map((name) => `"${name}" gives modules other names`);
}

/** What lets the build of safe code see names that its library does not have. */
export function hostNames(
  { options, files }: Tsconfig,
  { library }: AuditConfig['build'],
  isModule: (file: string) => boolean,
): string[] {
  const found: string[] = [];
  if (options.noLib !== true) found.push('"noLib" is not on: safe code sees the library of the host');
  if (!isSame(options.types, [library]))
    found.push(`"types" is not ["${library}"], which is all that safe code may see`);
  if (options.skipLibCheck === true) found.push('"skipLibCheck" is on: what is imported may name what the library does not have'); // prettier-ignore
  const declarations = files.filter((file) => /\.d\.([^/]+\.)?[cm]?ts$/.test(file) && !isModule(file));
  return [
    ...found,
    ...declarations.map((file) => `it takes in ${file}, which declares what the library does not have`),
  ];
}
