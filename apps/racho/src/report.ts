/** How an error is told. */
import type { CliError } from './errors.ts';
import type { Output } from './output.ts';

export function complain(err: Output, { code, message, remedy }: CliError): void {
  err.write(`racho: ${message}\n       ${remedy} [${code}]\n`);
}
