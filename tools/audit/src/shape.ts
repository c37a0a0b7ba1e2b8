/** What each value of `framekernel-audit.json` has to be: a mistake in it must not make an audit pass. */

interface Shape {
  readonly is: (value: unknown) => boolean;
  readonly what: string;
  readonly need?: 'optional';
}

type Values = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
/** As the compiler and ESLint have paths below the root: `packages/kernel`. */
const isPath = (value: unknown): boolean =>
  typeof value === 'string' && value.split(/[/\\]/).every((step) => !['', '.', '..'].includes(step));
const isList = (value: unknown, is: (each: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);
export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOneOf = (value: unknown, names: readonly string[]): boolean => names.some((name) => name === value);

const optional = (shape: Shape): Shape => ({ ...shape, need: 'optional' });
const path: Shape = { is: isPath, what: 'a path below the root, such as "packages/kernel"' };
const names: Shape = { is: (value) => isList(value, isText), what: 'a list of names' };
const paths: Shape = { is: (value) => isList(value, isPath), what: 'a list of paths below the root' };

const ROW: Readonly<Record<string, Shape>> = {
  folder: path,
  tier: { is: (value) => isOneOf(value, ['safe', 'trusted', 'host']), what: '"safe", "trusted" or "host"' },
  role: optional({ is: (value) => isOneOf(value, ['framework', 'kernel']), what: '"framework" or "kernel"' }),
  entries: optional({ ...paths, what: 'a list of paths below the folder' }),
};
const API: Readonly<Record<string, Shape>> = { entry: path, report: path };
const BUILD: Readonly<Record<string, Shape>> = {
  configuration: optional({
    is: (value) => isPath(value) && /^[^/\\]+\.json$/.test(value as string),
    what: 'the name of a file in each package, such as "tsconfig.build.json"',
  }),
  library: optional({ is: isText, what: 'the name of a package of types' }),
  output: optional({ ...path, what: 'a path below the folder of a package, such as "dist"' }),
};
const FILE: Readonly<Record<string, Shape>> = {
  packages: { is: (value) => isList(value, isValues), what: 'a list of packages' },
  roots: paths,
  unaudited: paths,
  eslint: path,
  tsconfig: path,
  build: optional({ is: isValues, what: 'an object with "configuration", "library" and "output", or some of them' }),
  imports: names,
  globals: optional(names),
  limit: { is: (value) => Number.isSafeInteger(value) && (value as number) > 0, what: 'a number of lines' },
  api: { is: isValues, what: 'an object with "entry" and "report"' },
  escapes: optional(path),
  readme: optional(path),
};

/** The first thing that is wrong with what the file holds, if anything is. */
export function mistakeIn(file: unknown): string | undefined {
  if (!isValues(file)) return 'is no object';
  const own = mistake(file, FILE);
  if (own !== undefined) return own;
  const parts = [
    ...(file['packages'] as readonly Values[]).map((row) => [row, ROW, 'in "packages" '] as const),
    [file['api'] as Values, API, 'in "api" '] as const,
    [(file['build'] ?? {}) as Values, BUILD, 'in "build" '] as const,
  ];
  for (const [values, shapes, where] of parts) {
    const found = mistake(values, shapes);
    if (found !== undefined) return where + found;
  }
  const folders = (file['packages'] as readonly Values[]).map(({ folder }) => folder);
  const twice = folders.find((folder, i) => folders.indexOf(folder) < i);
  return twice === undefined ? undefined : `names ${JSON.stringify(twice)} twice`;
}

function mistake(values: Values, shapes: Readonly<Record<string, Shape>>): string | undefined {
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(shapes, key));
  if (unknown !== undefined) return `has "${unknown}", which means nothing`;
  for (const [key, { is, what, need }] of Object.entries(shapes)) {
    const value = values[key];
    if (value === undefined && need === 'optional') continue;
    if (value === undefined) return `has no "${key}": it is ${what}`;
    if (!is(value)) return `has "${key}": ${JSON.stringify(value)}, and it must be ${what}`;
  }
  return undefined;
}
