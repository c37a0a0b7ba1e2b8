/** ESLint rules that hold a code base to a safe subset of TypeScript, above a small core that is trusted. */
import type { ESLint, Linter } from 'eslint';
import { recommended, safe, trusted, type Config, type SafeOptions, type TrustedOptions } from './configs.ts';
import { rules } from './rules.ts';

export { SAFE_GLOBALS, type Globals } from './globals.ts';
export { safetyComments, type SafetyComment } from './support/reasons.ts';
export type { Config, SafeOptions, TrustedOptions };

const bare: ESLint.Plugin = {
  meta: { name: 'eslint-plugin-framekernel', version: '0.1.0' },
  // typescript-eslint's rules are ESLint's; the types of the two differ under `exactOptionalPropertyTypes`.
  rules: rules as unknown as NonNullable<ESLint.Plugin['rules']>,
};

function withPlugin(config: Config): Config {
  return { ...config, plugins: { ...config.plugins, framekernel: bare } };
}

/** The plugin: its rules, and its configurations as they are and as functions of a project's names. */
const framekernel: ESLint.Plugin & {
  readonly configs: Readonly<Record<'recommended' | 'safe' | 'trusted', Linter.Config>>;
  readonly recommended: typeof recommended;
  readonly safe: typeof safe;
  readonly trusted: typeof trusted;
} = Object.assign(bare, {
  configs: {
    recommended: withPlugin(recommended()),
    safe: withPlugin(safe()),
    trusted: withPlugin(trusted()),
  },
  recommended: (options?: Parameters<typeof recommended>[0]) => withPlugin(recommended(options)),
  safe: (options?: SafeOptions) => withPlugin(safe(options)),
  trusted: (options?: TrustedOptions) => withPlugin(trusted(options)),
});

export default framekernel;
