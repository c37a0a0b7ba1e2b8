import { getPropertyOfType } from 'ts-api-utils';
import ts from 'typescript';
import { createRule, type Rule } from '../rule.ts';
import { onSharedFlow } from '../support/shared-flows.ts';
import { isHolder, isObject, isOfLibrary, isReadonly, typesOf, writableIndexes, type Types } from '../support/types.ts';

/** What is `readonly` stays so under another type. */
export const noReadonlyAlias: Rule<'alias'> = createRule({
  name: 'no-readonly-alias',
  meta: {
    type: 'problem',
    docs: {
      description: 'Forbid using a value with a `readonly` property as one whose property can be written to',
      tiers: ['recommended', 'safe'],
      requiresTypeChecking: true,
      why: `\`readonly\` restricts a name, not a value: TypeScript lets a \`{ readonly size: number }\` go for a
\`{ size: number }\`, and whoever has the second writes to the first. The rule looks a dozen levels deep. What must not change
whatever is done to it has to be frozen.`,
      incorrect: [
        'export function grow(page: { readonly size: number }) {\n  const same: { size: number } = page;\n  same.size++;\n}',
      ],
      correct: [
        'export function grow(page: { readonly size: number }) {\n  const copy: { size: number } = { ...page };\n  copy.size++;\n}',
      ],
    },
    messages: { alias: '`{{name}}` is readonly here and can be written to as `{{to}}`: copy the value.' },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const types = typesOf(context);
    return onSharedFlow(types, ({ node, from, to, path }) => {
      const name = unlocked(from, to, types);
      if (name === undefined) return undefined;
      const whole = `${path}.${name}`.replace(/^\./, '');
      context.report({ node, messageId: 'alias', data: { name: whole, to: types.checker.typeToString(to) } });
      return 'reported';
    });
  },
});

/** A property that can be written to as one of `to`, but not as one of `from`. */
function unlocked(from: ts.Type, to: ts.Type, types: Types): string | undefined {
  const { checker } = types;
  if (!isObject(to) || checker.isArrayLikeType(to)) return undefined;
  const property = to.getProperties().find((wanted) => {
    const { escapedName } = wanted;
    const own = getPropertyOfType(from, escapedName);
    return (
      own !== undefined &&
      !isOfLibrary(wanted, types) && // which `no-foreign-mutation` lets nobody write to
      isHolder(wanted) &&
      !isReadonly(wanted, to, checker) &&
      isReadonly(own, from, checker)
    );
  });
  return property?.name ?? (hasUnlockedIndex(from, to, types) ? '[…]' : undefined);
}

/** Whether any name can be written to as one of `to`, and not as one of `from`. */
function hasUnlockedIndex(from: ts.Type, to: ts.Type, types: Types): boolean {
  const own = types.checker.getIndexInfosOfType(from).filter(({ isReadonly }) => isReadonly);
  return writableIndexes(to, types).some(({ keyType }) => own.some((each) => each.keyType === keyType));
}
