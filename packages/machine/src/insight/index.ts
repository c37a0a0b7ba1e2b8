/** What the translator does, for those who look into it: `new Machine({ observer: new TranslationCounts() })`. See docs/translator.md. */
export { TranslationCounts } from './counts.ts';
export type { EntryCount, ExitCause, ExitCount, TranslationReport } from './counts.ts';
export type { Difference } from './difference.ts';
export { findDivergence } from './diverge.ts';
export type { Divergence, DivergenceOptions, RepeatableRun, TrailStep } from './diverge.ts';
export { contains, listingOf } from './listing.ts';
export type { Listing } from './listing.ts';
export type { Compiled, Crossing, Departure, TranslationObserver } from './observer.ts';
