/** What the options say of the translator, and what it tells. */
import type { MachineOptions } from '@racho/machine';
import {
  contains,
  listingOf,
  TranslationCounts,
  type Compiled,
  type TranslationObserver,
  type TranslationReport,
} from '@racho/machine/insight';
import { listingText } from './jit-listing.ts';
import type { OptionName, Values } from './options.ts';

/** The options that are about it. */
export const jitOptions = ['jit', 'no-jit', 'jit-stats', 'jit-dump'] as const satisfies readonly OptionName[];

export interface Jit {
  /** For the machine. */
  readonly options: Pick<MachineOptions, 'jit' | 'observer'>;
  /** What was counted so far, if it was asked for. */
  readonly report: () => TranslationReport | undefined;
}

/** @param show - takes the listings that are asked for */
export function jitOf(values: Values, show: (text: string) => void): Jit {
  const jit = values['no-jit'] ? 'off' : values.jit;
  const counts = new TranslationCounts();
  const dumped = values['jit-dump'];
  const counted = values['jit-stats'] === true;
  const observer: TranslationObserver | undefined =
    dumped === undefined ? (counted ? counts : undefined) : dumping(counts, Number(BigInt.asIntN(64, dumped)), show);
  return {
    options: { ...(jit === undefined ? {} : { jit }), ...(observer === undefined ? {} : { observer }) },
    report: () => (counted ? counts.report : undefined),
  };
}

function dumping(counts: TranslationCounts, pc: number, show: (text: string) => void): TranslationObserver {
  return {
    entered: (at) => counts.entered(at),
    left: (at) => counts.left(at),
    dropped: () => counts.dropped(),
    compiled: (compiled: Compiled) => {
      counts.compiled(compiled);
      for (const region of compiled.regions) if (contains(region, pc)) show(listingText(listingOf(region)));
    },
  };
}
