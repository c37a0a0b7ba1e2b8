/** Audits a repository that is split into a framework and safe code above it. */
export { audit, type Audit, type Sizes } from './audit.ts';
export { runAudit, type AuditOptions, type AuditOutcome } from './command.ts';
export { readConfig, type AuditConfig, type AuditFile, type Tier } from './config.ts';
export { AuditError, type AuditErrorCode } from './error.ts';
export { rules, type Finding, type Rule } from './finding.ts';
export { asMarkdown, asSummary, asText, withFigures } from './report.ts';
export { asSarif } from './sarif.ts';
export { shortcomings } from './lint.ts';
export { importsOf } from './syntax.ts';
