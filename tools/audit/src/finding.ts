/** What an audit may find, by rule; the table is what SARIF and the README of this tool say of them. */

export const rules = {
  'framework-size':
    'The framework is larger than its limit: what every property rests on must stay small enough to be read.',
  'api-change': "The framework's public face differs from the committed report: review it, then write the report anew.",
  'api-foreign': "The framework's public face shows what is of a package that safe code may not import.",
  'api-memory': "A type of the framework's public face is raw memory, which safe code could keep.",
  'unsafe-unexplained': 'An unsafe file gives no SAFETY reason, or one that says nothing.',
  'unsafe-outside': 'A file is called unsafe, but stands outside the framework.',
  'lint-error': 'Lint reports something, once nothing is switched off.',
  'lint-emitted':
    'Lint reports something in the JavaScript that the compiler makes of a module, and not in its source.',
  'lint-missing': 'A rule that the tier of a file wants is not in effect there.',
  'lint-inline': 'Comments can switch rules off in this file.',
  'lint-ignored': 'Lint does not look at this file.',
  'lint-nested': 'A second lint configuration can take effect below the one at the root.',
  'compiler-option':
    'The compiler checks less here than the shared configuration says, or than the rules of the safe tier rest on.',
  'module-unchecked': 'A configuration of the compiler that counts for its package leaves this module out.',
  'module-unreachable': 'No entry leads to this file: nobody runs it, and it is counted nowhere.',
  'module-form': 'Code in a form or a place that the rules do not look at.',
  'module-declaration': 'An import ends in a declaration beside code that nobody has checked against it.',
  'module-unresolved': 'An import leads to no file.',
  'module-syntax': 'A module that the compiler cannot read, and lint neither.',
  'module-ambiguous': 'The compiler, whose reading is checked, and what builds the module read different programs.',
  'module-opaque': 'An import that only running the program resolves.',
  'module-alias': 'A configuration gives modules other names, so that an import is not what it says.',
  'module-pragma': 'A comment that a tool obeys: what is checked or built may be something else than its source.',
  'module-foreign': 'An import leaves the packages that its tier may use.',
  'dependency-third-party': 'A package of the core depends on somebody else at run time.',
  'export-elsewhere': 'A package gives others code that is not built from one of its audited entries.',
  'script-install': 'A package runs something when it is installed.',
  'package-unlisted': 'A package that the configuration of the audit does not name.',
} as const satisfies Readonly<Record<string, string>>;

export type Rule = keyof typeof rules;

export interface Finding {
  readonly rule: Rule;
  /** From the root of the repository, with slashes. */
  readonly file: string;
  /** Counts from 1. */
  readonly line?: number;
  readonly message: string;
}
