/** The end of `demo`, `run` and `machine`: the exit status, the result object, and what went wrong. */
import type { Context, JsonField } from './command.ts';
import type { TranslationReport } from '@racho/machine/insight';
import type { Ending } from './drive.ts';
import { CliError, EXIT } from './errors.ts';
import { jitReportLines } from './jit-report.ts';
import { complain } from './report.ts';

export const endingFields: readonly JsonField[] = [
  { name: 'end', type: '"halt" | "limit" | "stuck" | "interrupted" | "left"', meaning: 'why it ended' },
  { name: 'status', type: 'number', meaning: 'the exit status of the command' },
  { name: 'retired', type: 'number', meaning: 'instructions that the guest retired' },
  { name: 'output', type: 'string', meaning: "the guest's console, as UTF-8" },
  {
    name: 'jit',
    type: 'object',
    meaning: 'with `--jit-stats`: `regions`, `bytes`, `milliseconds`, `retired`, `exits`, … of translated code',
  },
];

/** A guest's status as one of ours: the host keeps eight bits of it, and a failure must not become 0. */
export function guestStatus(status: number): number {
  return status % 256 === 0 && status !== 0 ? EXIT.finding : ((status % 256) + 256) % 256;
}

function statusOf({ end, status }: Ending, interrupted: AbortSignal): number {
  switch (end) {
    case 'halt':
      return guestStatus(status);
    case 'left':
      return EXIT.ok;
    case 'interrupted':
      return typeof interrupted.reason === 'number' ? interrupted.reason : EXIT.interrupted;
    case 'limit':
    case 'stuck':
      return EXIT.finding;
  }
}

function complaintAbout({ end }: Ending, { values }: Context): CliError | undefined {
  if (end === 'limit') {
    const message = `the guest did not end within ${values['max-instructions'] ?? 0} instructions, and was stopped`;
    return new CliError('E_LIMIT', message, 'Give it more with --max-instructions, or see with --trace what it does.');
  }
  if (end === 'stuck') {
    const message = 'the guest waits for an interrupt, but no timer is set and no input can come';
    return new CliError('E_STUCK', message, 'Nothing would ever have happened; --trace shows how it came to this.');
  }
  return undefined;
}

export interface Aftermath {
  /** The guest's console, if it was kept. */
  readonly output: string;
  /** Its reason is the exit status of an interruption. */
  readonly interrupted: AbortSignal;
  /** With `--jit-stats`. */
  readonly jit?: TranslationReport | undefined;
}

export function conclude(context: Context, ending: Ending, { output, interrupted, jit }: Aftermath): number {
  const status = statusOf(ending, interrupted);
  const { end, retired } = ending;
  if (context.values.json) context.out.line(JSON.stringify({ end, status, retired, output, jit }));
  else if (jit !== undefined) for (const line of jitReportLines(jit, retired)) context.err.line(line);
  const complaint = complaintAbout(ending, context);
  if (complaint) complain(context.err, complaint);
  return status;
}
