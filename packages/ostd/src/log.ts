/** Kernel messages with levels and colours: `[ INFO] text`. */
import { current } from './context.ts';
import { console } from './console.ts';
import { OstdError } from './error.ts';

/** From the gravest to the most talkative. */
export const logLevels = ['off', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What is printed, and how. */
export interface LogOptions {
  /** Messages up to this level. */
  readonly level: LogLevel;
  readonly colour: 'on' | 'off';
}

/** Foreground colours of ECMA-48 (SGR): red, yellow, blue, green, grey. */
const colours = { error: 31, warn: 93, info: 34, debug: 32, trace: 90 } as const;

function message(level: keyof typeof colours): (text: string) => void {
  return (text) => {
    if (typeof text !== 'string') throw new OstdError('E_ARGUMENT', 'what is to be logged is not a string');
    const options = current().logOptions;
    if (logLevels.indexOf(level) > logLevels.indexOf(options.level)) return;
    const line = `[${level.toUpperCase().padStart(5)}] ${text}`;
    console.print(options.colour === 'on' ? `\u001b[${colours[level]}m${line}\u001b[0m\n` : `${line}\n`);
  };
}

/** Prints messages on the console. */
export const log: Readonly<Record<keyof typeof colours, (text: string) => void>> = Object.freeze({
  error: message('error'),
  warn: message('warn'),
  info: message('info'),
  debug: message('debug'),
  trace: message('trace'),
});
