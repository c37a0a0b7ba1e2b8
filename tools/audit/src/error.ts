/** The one error class of the audit: thrown for bad input; what is wrong with the audited code is a finding instead. */

export type AuditErrorCode = 'E_CONFIG' | 'E_USAGE';

export class AuditError extends Error {
  readonly code: AuditErrorCode;

  constructor(code: AuditErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'AuditError';
    this.code = code;
  }
}
