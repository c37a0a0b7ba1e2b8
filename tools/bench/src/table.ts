/** Tables in Markdown. */

/** The first row is the head; columns but the first are numbers, and stand right. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rest.map(line)].join('\n');
}

export const fixed = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? '–';
