/** Source text to lines, with comments blanked out so that columns stay true. */
import type { SourceLine } from './diagnostics.ts';

/** Strings and characters are matched too, so that a `#` in them starts no comment. */
const commentOrString = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|#[^\n]*/g;

/** The lines of `source` without its comments (`# …`, `// …`, and `/* … *\/` over any number of lines). */
export function linesOf(source: string): SourceLine[] {
  const blanked = source.replaceAll('\r\n', '\n').replaceAll(commentOrString, (text) => {
    return text.startsWith('"') || text.startsWith("'") ? text : text.replaceAll(/[^\n]/g, ' ');
  });
  return blanked.split('\n').map((text, index) => ({ text: text.trimEnd(), number: index + 1 }));
}
