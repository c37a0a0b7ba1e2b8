/** All ways out that we know of, by kind. */
import type { Group } from '../escape.ts';
import { assertions } from './assertions.ts';
import { asynchrony } from './asynchrony.ts';
import { comments } from './comments.ts';
import { declarations } from './declarations.ts';
import { evaluators } from './evaluators.ts';
import { forging } from './forging.ts';
import { generics } from './generics.ts';
import { globals } from './globals.ts';
import { handles } from './handles.ts';
import { hooks } from './hooks.ts';
import { imports } from './imports.ts';
import { lies } from './lies.ts';
import { limits } from './limits.ts';
import { lists } from './lists.ts';
import { memory } from './memory.ts';
import { mutation } from './mutation.ts';
import { narrowing } from './narrowing.ts';
import { signatures } from './signatures.ts';
import { tools } from './tools.ts';
import { widening } from './widening.ts';
import { writes } from './writes.ts';

export { misuses } from './misuses.ts';

export const groups: readonly Group[] = [
  assertions,
  signatures,
  lies,
  widening,
  generics,
  writes,
  lists,
  narrowing,
  declarations,
  comments,
  imports,
  globals,
  tools,
  memory,
  evaluators,
  asynchrony,
  mutation,
  hooks,
  forging,
  handles,
  limits,
];
