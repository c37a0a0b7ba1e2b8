import { expect, it } from 'vitest';
import { CliError, toCliError } from './errors.ts';

class PackageError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

it('leaves its own errors as they are', () => {
  const error = new CliError('E_LIMIT', 'too many', 'Fewer.');
  expect(toCliError(error)).toBe(error);
  expect(error.status).toBe(1);
});

it("takes a package's error for a finding about the input, with its code", () => {
  const cause = new PackageError('E_IMAGE_OVERLAP', 'two images at 0x80000000');
  const error = toCliError(cause);
  expect(error).toMatchObject({ code: 'E_GUEST', status: 1, cause });
  expect(error.message).toBe('two images at 0x80000000 (E_IMAGE_OVERLAP)');
});

it.each([new TypeError('x is not a function'), new PackageError('ERR_STREAM', 'of Node'), 'a string', undefined])(
  'takes anything else for a fault of its own: %s',
  (thrown) => {
    expect(toCliError(thrown)).toMatchObject({ code: 'E_INTERNAL', status: 3, cause: thrown });
  },
);
