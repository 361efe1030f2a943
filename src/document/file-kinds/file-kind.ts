/** A kind of file of which only a person can make a text to be cut. */
export interface FileKind {
  /** As it is told to people, with its article: `a PDF document`. */
  readonly name: string;
  /** The command that makes a text of it, and what else a person has to know; `FILE` stands for the file. */
  readonly wayOut: string;
}

/** A kind of file that a reader makes a text of. */
export interface ReadKind {
  /** The reader, by its name. */
  readonly reader: string;
}

/** A way out by one command: what it writes is the file that is inspected next. */
export function convertBy(command: string, note = ""): string {
  const more = note === "" ? "" : ` ${note}`;
  return `Make a text of it: \`${command}\`.${more} docs/bring-a-document.md says what to check.`;
}

/** The ways out of a text whose encoding is not said: its name, or the command that makes UTF-8 of it. */
export function nameOrConvert(label: string, command: string, note = ""): string {
  const more = note === "" ? "" : ` ${note}`;
  return `Name the encoding: \`--encoding ${label}\`. Or make a text of it: \`${command}\`.${more} docs/bring-a-document.md says what to check.`;
}

/** pandoc's Markdown, one paragraph a line: what the block mask of a source reads best. */
export function pandoc(from: string): string {
  return `pandoc -f ${from} -t gfm-raw_html --wrap=none FILE -o text.md`;
}
