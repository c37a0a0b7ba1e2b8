/** Options of the configurations. Nobody checks the types of a file of configuration, and a rule without its names is off in silence. */

/** Throws if `options` are none, or name what the configuration does not have. */
export function checkOptions(config: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${config}() takes an object of options, or nothing: ${JSON.stringify(options)} is none.`);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const names = known.map((name) => `\`${name}\``).join(', ');
    const remedy = known.length === 0 ? 'it takes none' : `it takes ${names}`;
    throw new TypeError(`${config}() has no option \`${unknown}\`: ${remedy}.`);
  }
}
