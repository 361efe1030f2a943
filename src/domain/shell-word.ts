const PLAIN = /^[\p{L}\p{M}\p{N}/._:@%+=~-]+$/u;

/** A value as one word of a command that a person may paste. */
export function shellWord(value: string): string {
  return PLAIN.test(value) && !value.startsWith("-") && !value.startsWith("~")
    ? value
    : `'${value.replaceAll("'", "'\\''")}'`;
}
