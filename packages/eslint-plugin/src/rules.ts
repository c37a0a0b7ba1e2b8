/** Every rule, by the name under which ESLint knows it. */
import type { Rule } from './rule.ts';
import { handleMustUse } from './rules/handle-must-use.ts';
import { noAmbientGlobal } from './rules/no-ambient-global.ts';
import { noAsync } from './rules/no-async.ts';
import { noBivariantMethod } from './rules/no-bivariant-method.ts';
import { noBlockInAtomic } from './rules/no-block-in-atomic.ts';
import { noCovariantArray } from './rules/no-covariant-array.ts';
import { noDeclare } from './rules/no-declare.ts';
import { noDirectiveComment } from './rules/no-directive-comment.ts';
import { noForeignImport } from './rules/no-foreign-import.ts';
import { noForeignMutation } from './rules/no-foreign-mutation.ts';
import { noForeignSubclass } from './rules/no-foreign-subclass.ts';
import { noForgottenOptional } from './rules/no-forgotten-optional.ts';
import { noForgottenParameter } from './rules/no-forgotten-parameter.ts';
import { noGenericInstanceof } from './rules/no-generic-instanceof.ts';
import { noGenericSpread } from './rules/no-generic-spread.ts';
import { noHandleLiteral } from './rules/no-handle-literal.ts';
import { noHostName } from './rules/no-host-name.ts';
import { noMisreadText } from './rules/no-misread-text.ts';
import { noNarrowCount } from './rules/no-narrow-count.ts';
import { noReadonlyAlias } from './rules/no-readonly-alias.ts';
import { noReflectiveAccess } from './rules/no-reflective-access.ts';
import { noReflectiveSyntax } from './rules/no-reflective-syntax.ts';
import { noTupleMutation } from './rules/no-tuple-mutation.ts';
import { noUncertainWrite } from './rules/no-uncertain-write.ts';
import { noUnsoundSignature } from './rules/no-unsound-signature.ts';
import { noWidenedProperty } from './rules/no-widened-property.ts';
import { safetyComment } from './rules/safety-comment.ts';
import { unsafeFileName } from './rules/unsafe-file-name.ts';

/** One of the rules, whatever its messages and options. */
export interface AnyRule {
  readonly name: string;
  readonly meta: Omit<Rule['meta'], 'defaultOptions'> & { readonly defaultOptions?: readonly unknown[] };
  readonly create: (context: never) => unknown;
}

export const rules: Readonly<Record<string, AnyRule>> = {
  [handleMustUse.name]: handleMustUse,
  [noAmbientGlobal.name]: noAmbientGlobal,
  [noAsync.name]: noAsync,
  [noBivariantMethod.name]: noBivariantMethod,
  [noBlockInAtomic.name]: noBlockInAtomic,
  [noCovariantArray.name]: noCovariantArray,
  [noDeclare.name]: noDeclare,
  [noDirectiveComment.name]: noDirectiveComment,
  [noForeignImport.name]: noForeignImport,
  [noForeignMutation.name]: noForeignMutation,
  [noForeignSubclass.name]: noForeignSubclass,
  [noForgottenOptional.name]: noForgottenOptional,
  [noForgottenParameter.name]: noForgottenParameter,
  [noGenericInstanceof.name]: noGenericInstanceof,
  [noGenericSpread.name]: noGenericSpread,
  [noHandleLiteral.name]: noHandleLiteral,
  [noHostName.name]: noHostName,
  [noMisreadText.name]: noMisreadText,
  [noNarrowCount.name]: noNarrowCount,
  [noReadonlyAlias.name]: noReadonlyAlias,
  [noReflectiveAccess.name]: noReflectiveAccess,
  [noReflectiveSyntax.name]: noReflectiveSyntax,
  [noTupleMutation.name]: noTupleMutation,
  [noUncertainWrite.name]: noUncertainWrite,
  [noUnsoundSignature.name]: noUnsoundSignature,
  [noWidenedProperty.name]: noWidenedProperty,
  [safetyComment.name]: safetyComment,
  [unsafeFileName.name]: unsafeFileName,
};
