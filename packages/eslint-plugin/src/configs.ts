/** The configurations: `recommended` for any code, `safe` for the subset, `trusted` for what stands below it. */
import type { Linter } from 'eslint';
import { plugin as typescriptEslint } from 'typescript-eslint';
import { rules } from './rules.ts';
import { TRUSTED_GLOBALS, type Globals } from './globals.ts';
import { checkOptions } from './options.ts';
import type { Tier } from './rule.ts';

/** What a project calls its own things. */
export interface SafeOptions {
  /** Modules that safe code may import, by exact specifier; none by default. */
  readonly packages?: readonly string[];
  /** Folders of safe code in a package that has other code, too: it imports, extends and changes its own only. */
  readonly within?: readonly string[];
  /** Types whose values only their own package makes. */
  readonly handles?: readonly string[];
  /** Types of which a value must not be dropped; `handles` by default. */
  readonly mustUse?: readonly string[];
  /** Methods whose callbacks must not block, as `Type.method` or `object.method`. */
  readonly atomic?: readonly string[];
  /** Methods that block although they return no coroutine. */
  readonly blocking?: readonly string[];
  /** Globals beside those of the default list, each with the members that may be used, or `'*'`. */
  readonly globals?: Globals;
}

/** Where raw capabilities come from. */
export interface TrustedOptions {
  /** Modules that give them. */
  readonly modules?: readonly string[];
  /** Types that carry them. */
  readonly types?: readonly string[];
  /** Globals beside those that compute, and those of raw memory. */
  readonly globals?: Globals;
}

/** A flat configuration without `files`: put it into your own with those that it is for. */
export type Config = Linter.Config & { readonly rules: Linter.RulesRecord };

/** The rules of `tier`, with options for those that have any. */
function rulesOf(tier: Tier, options: Readonly<Record<string, object>> = {}): Linter.RulesRecord {
  const own = Object.values(rules).filter(({ meta }) => meta.docs?.tiers.includes(tier));
  return Object.fromEntries(
    own.map(({ name }) => [`framekernel/${name}`, ['error', ...(name in options ? [options[name]] : [])]]),
  );
}

/** Rules that are good for any typed code: holes in TypeScript's soundness, and bugs. */
export function recommended(options: Readonly<Record<string, never>> = {}): Config {
  checkOptions('recommended', options, []);
  return { name: 'framekernel/recommended', rules: rulesOf('recommended') };
}

/** The subset: with a library that names no more than it allows, what passes has no authority that it was not handed. */
export function safe(options: SafeOptions = {}): Config {
  checkOptions('safe', options, ['packages', 'within', 'handles', 'mustUse', 'atomic', 'blocking', 'globals']);
  const { packages = [], within = [], handles = [], mustUse = handles } = options;
  const { atomic = [], blocking = [], globals = {} } = options;
  return {
    name: 'framekernel/safe',
    plugins: { '@typescript-eslint': typescriptEslint },
    linterOptions: { noInlineConfig: true },
    rules: {
      ...rulesOf('safe', {
        'no-foreign-import': { packages, within },
        'no-foreign-mutation': { within },
        'no-foreign-subclass': { within },
        'no-handle-literal': { handles },
        'handle-must-use': { handles: mustUse },
        'no-block-in-atomic': { contexts: atomic, blocking },
        'no-ambient-global': { allow: globals },
      }),
      ...OTHERS,
    },
  };
}

/** For the core: what it does with raw capabilities is in files that say so, with the reason above it. */
export function trusted(options: TrustedOptions = {}): Config {
  checkOptions('trusted', options, ['modules', 'types', 'globals']);
  const { modules = [], types = [], globals = {} } = options;
  const raw = { modules, types };
  const allow = { ...TRUSTED_GLOBALS, ...globals };
  return {
    name: 'framekernel/trusted',
    linterOptions: { noInlineConfig: true },
    rules: rulesOf('trusted', {
      'unsafe-file-name': raw,
      'safety-comment': raw,
      'no-ambient-global': { allow },
    }),
  };
}

/** What ESLint and typescript-eslint have for the subset already. */
const OTHERS: Linter.RulesRecord = {
  'no-constructor-return': 'error', // `new` would make what its type does not say
  'no-eval': 'error',
  'no-new-func': 'error',
  'no-proto': 'error',
  '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
  '@typescript-eslint/method-signature-style': ['error', 'property'],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unsafe-argument': 'error',
  '@typescript-eslint/no-unsafe-assignment': 'error',
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-declaration-merging': 'error',
  '@typescript-eslint/no-unsafe-function-type': 'error',
  '@typescript-eslint/no-unsafe-member-access': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
  '@typescript-eslint/no-unsafe-type-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/unbound-method': 'error',
  '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
};
