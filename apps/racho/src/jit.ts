/** What the options say of the translator, and what it tells. */
import type { MachineOptions } from '@racho/machine';
import {
  contains,
  listingOf,
  TranslationCounts,
  type Compiled,
  type Crossing,
  type Departure,
  type TranslationObserver,
  type TranslationReport,
} from '@racho/machine/insight';
import { CliError } from './errors.ts';
import { listingText } from './jit-listing.ts';
import type { OptionName, Values } from './options.ts';

/** The options that are about it. */
export const jitOptions = ['jit', 'no-jit', 'jit-stats', 'jit-dump'] as const satisfies readonly OptionName[];

export interface Jit {
  /** For the machine. */
  readonly options: Pick<MachineOptions, 'jit' | 'observer'>;
  /** For the end: tells if a listing that was asked for never came; gives what was counted, if that was asked for. */
  readonly finish: () => TranslationReport | undefined;
}

/**
 * @param show - takes the listings that are asked for
 * @throws CliError if the options contradict each other
 */
export function jitOf(values: Values, show: (text: string) => void): Jit {
  const jit = modeOf(values);
  const counts = new TranslationCounts();
  const dumped = values['jit-dump'];
  const counted = values['jit-stats'] === true;
  const dump = dumped === undefined ? undefined : new Dump(dumped, counts, show);
  const observer: TranslationObserver | undefined = dump ?? (counted ? counts : undefined);
  return {
    options: { ...(jit === undefined ? {} : { jit }), ...(observer === undefined ? {} : { observer }) },
    finish: () => {
      dump?.finish(jit);
      return counted ? counts.report : undefined;
    },
  };
}

function modeOf(values: Values): MachineOptions['jit'] {
  if (!values['no-jit']) return values.jit;
  if (values.jit === undefined || values.jit === 'off') return 'off';
  const message = `--no-jit and --jit=${values.jit} contradict each other`;
  throw new CliError('E_OPTION_VALUE', message, 'Give one of them.');
}

/** Shows every translation that has the instruction at `address`. */
class Dump implements TranslationObserver {
  readonly #address: bigint;
  readonly #counts: TranslationCounts;
  readonly #show: (text: string) => void;
  #shown = 0;

  constructor(address: bigint, counts: TranslationCounts, show: (text: string) => void) {
    this.#address = address;
    this.#counts = counts;
    this.#show = show;
  }

  entered(at: Crossing): void {
    this.#counts.entered(at);
  }

  left(at: Departure): void {
    this.#counts.left(at);
  }

  dropped(): void {
    this.#counts.dropped();
  }

  compiled(compiled: Compiled): void {
    this.#counts.compiled(compiled);
    const pc = Number(BigInt.asIntN(64, this.#address));
    for (const region of compiled.regions.filter((each) => contains(each, pc))) {
      this.#shown++;
      this.#show(listingText(listingOf(region)));
    }
  }

  finish(jit: MachineOptions['jit']): void {
    if (this.#shown > 0) return;
    const why = {
      on: 'no instruction is there, or it ran too seldom; --jit=eager translates all that runs.',
      eager: 'no instruction is there, or it never ran, or it is one that is always interpreted.',
      off: 'the translator is off.',
    }[jit ?? 'on'];
    this.#show(`no translation has an instruction at 0x${this.#address.toString(16)}: ${why}`);
  }
}
