/** What every rule is made of. Its documentation page, its place in the configurations and part of its tests follow from it. */
import type { TSESLint } from '@typescript-eslint/utils';

/**
 * Where a rule belongs: `safe` code is held to the subset, `trusted` code marks what it does with raw capabilities, and
 * `recommended` is for any code.
 */
export type Tier = 'recommended' | 'safe' | 'trusted';

export interface RuleDocs {
  /** One line, in the imperative. */
  readonly description: string;
  readonly tiers: readonly Tier[];
  readonly requiresTypeChecking: boolean;
  /** A paragraph or two of Markdown: what goes wrong without the rule. */
  readonly why: string;
  /** For the programs below; the default options do otherwise. */
  readonly options?: readonly [object];
  /** Programs, each with at least one report. */
  readonly incorrect: readonly string[];
  /** Programs without a report. */
  readonly correct: readonly string[];
}

/** A rule as ESLint takes it, with its name. */
export type Rule<MessageIds extends string = string, Options extends readonly unknown[] = []> = TSESLint.RuleModule<
  MessageIds,
  Options,
  RuleDocs
> & { readonly name: string };

/** A rule as it is written. ESLint merges the options that a user gives into `meta.defaultOptions`. */
interface Definition<MessageIds extends string, Options extends readonly unknown[]> {
  readonly name: string;
  readonly meta: Omit<TSESLint.RuleMetaData<MessageIds, RuleDocs, Options>, 'defaultOptions' | 'docs'> & {
    readonly docs: RuleDocs;
    readonly defaultOptions: NoInfer<Options>;
  };
  readonly create: (context: Readonly<TSESLint.RuleContext<MessageIds, Options>>) => TSESLint.RuleListener;
}

export function createRule<MessageIds extends string, Options extends readonly unknown[]>(
  definition: Definition<MessageIds, Options>,
): Rule<MessageIds, Options> {
  return definition;
}

/** The JSON schema of one options object whose fields are lists of names. */
export function nameLists(fields: Readonly<Record<string, string>>): TSESLint.RuleMetaData<string>['schema'] {
  return [
    {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(fields).map(([field, description]) => [
          field,
          { description, type: 'array', items: { type: 'string' }, uniqueItems: true },
        ]),
      ),
    },
  ];
}
