/** For tests: the documentation, made from the metadata of the rules. */
import { format } from 'prettier';
import type { RuleDocs } from '../rule.ts';
import { rules, type AnyRule } from '../rules.ts';

const docsOf = ({ meta, name }: AnyRule): RuleDocs => {
  if (meta.docs === undefined) throw new Error(`${name} has no documentation`);
  return meta.docs;
};

/** The page of one rule. */
export async function pageOf(rule: AnyRule): Promise<string> {
  const docs = docsOf(rule);
  const { messages, schema, defaultOptions = [] } = rule.meta;
  const blocks = (title: string, programs: readonly string[]): string[] =>
    programs.length === 0 ? [] : [`## ${title}`, ...programs.map((program) => `\`\`\`ts\n${program}\n\`\`\``)];
  const options = optionsOf(schema);
  return markdown(
    `# ${rule.name}`,
    `<!-- Made from the rule's metadata by docs.test.ts. -->`,
    `${docs.description}.`,
    `In ${docs.tiers.map((tier) => `\`${tier}\``).join(' and ')}. ${remarks(rule).join(' ')}`,
    docs.why,
    ...(docs.options === undefined
      ? []
      : ['The examples are with these options:', `\`\`\`json\n${JSON.stringify(docs.options[0], null, 2)}\n\`\`\``]),
    ...blocks('Reported', docs.incorrect),
    ...blocks('Let through', docs.correct),
    '## Messages',
    table(['id', 'text'], Object.entries(messages).map(([id, text]) => [`\`${id}\``, text])), // prettier-ignore
    ...(options.length === 0
      ? ['It has no options.']
      : [
          '## Options',
          table(['option', 'meaning'], options),
          'By default:',
          `\`\`\`json\n${JSON.stringify(defaultOptions[0] ?? {}, null, 2)}\n\`\`\``,
        ]),
  );
}

/** The table of all rules, for the README. */
export async function overview(): Promise<string> {
  const mark = (yes: boolean): string => (yes ? '✓' : '');
  const rows = Object.values(rules).map((rule) => {
    const { description, tiers, requiresTypeChecking } = docsOf(rule);
    const inTier = (['recommended', 'safe', 'trusted'] as const).map((tier) => mark(tiers.includes(tier)));
    return [`[${rule.name}](docs/rules/${rule.name}.md)`, description, ...inTier, mark(requiresTypeChecking)];
  });
  return markdown(table(['rule', 'what it does', 'recommended', 'safe', 'trusted', 'typed'], rows));
}

function remarks(rule: AnyRule): string[] {
  return [
    docsOf(rule).requiresTypeChecking ? 'Needs type information.' : 'Needs no type information.',
    ...(rule.meta.fixable === undefined ? [] : ['Fixes what it reports.']),
    ...(rule.meta.hasSuggestions === true ? ['Has suggestions.'] : []),
  ];
}

/** Name and description of each option. */
function optionsOf(schema: unknown): string[][] {
  const [options] = schema as readonly { properties?: Record<string, { description: string }> }[];
  return Object.entries(options?.properties ?? {}).map(([name, { description }]) => [`\`${name}\``, description]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

async function markdown(...blocks: readonly string[]): Promise<string> {
  return format(blocks.join('\n\n'), { parser: 'markdown', printWidth: 120, embeddedLanguageFormatting: 'off' });
}
