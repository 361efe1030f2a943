/** One key or list item of a workflow, with its path from the top. */
export interface WorkflowEntry {
  readonly line: number;
  /** Keys from the top; a list item is named by the number of its line. */
  readonly path: readonly string[];
  readonly value: string;
  /** The lines of the block text (`|` or `>`) that is its value. */
  readonly block: readonly { readonly line: number; readonly text: string }[];
}

/** Entries by their whole path; of a key that stands twice, the last. */
export function indexByPath(entries: readonly WorkflowEntry[]): ReadonlyMap<string, WorkflowEntry> {
  return new Map(entries.map((entry) => [entry.path.join("/"), entry]));
}

interface Frame {
  readonly column: number;
  readonly segment: string;
  readonly isItem: boolean;
}

/** `key: value`, `- key: value` or `- value`. */
const LINE = /(- )?(?:([\w.-]+):(?: +(.+))?|(.+))$/;
const BLOCK = /^[|>][+-]?$/;
/** The values that every YAML parser reads alike: quoted or plain text on one line, a list of such texts, an empty map. */
const VALUES = [
  /^\{\}$/,
  /^'[^']*'$/,
  /^"[^"\\]*"$/,
  /^\[[^[\]{}&!:\\]*\]$/,
  /^(?![-?:](?: |$))[^\s[\]{}"'&*!|>%@`,](?:[^:]|:(?! |$))*$/,
];
/** Control characters and line breaks that YAML parsers treat differently. */
const FOREIGN = /[^\P{C}\t]|[\p{Zl}\p{Zp}]/u;

/**
 * Reads the part of YAML in which each line can be understood by itself: plain keys, one value on a line, block texts. Lines with anchors,
 * tags, maps in braces, quoted keys, texts over several lines or odd spacing are listed as unread.
 */
export function readWorkflow(text: string): {
  readonly entries: readonly WorkflowEntry[];
  /** Lines that could mean something else to GitHub. */
  readonly unread: readonly number[];
} {
  const entries: WorkflowEntry[] = [];
  const unread: number[] = [];
  let open: { readonly column: number; readonly lines: { line: number; text: string }[] } | null = null;
  let frames: readonly Frame[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const indent = raw.search(/[^ ]|$/);
    if (FOREIGN.test(raw)) {
      unread.push(line);
      continue;
    }
    if (open !== null && (indent > open.column || indent === raw.length)) {
      open.lines.push({ line, text: raw });
      continue;
    }
    open = null;
    const content = raw
      .replace(/(?:^|[ \t])#.*/, "")
      .slice(indent)
      .trimEnd();
    if (content === "") continue;
    const read = readLine(content);
    if (read === null) {
      unread.push(line);
      continue;
    }
    const { isItem, key, value } = read;
    frames = frames.filter(
      (frame) => frame.column < indent || (frame.column === indent && isItem && !frame.isItem),
    );
    if (isItem) frames = [...frames, { column: indent, segment: `${line}`, isItem }];
    const column = indent + (isItem ? 2 : 0);
    if (key !== null) frames = [...frames, { column, segment: key, isItem: false }];
    const block: { line: number; text: string }[] = [];
    if (BLOCK.test(value)) open = { column, lines: block };
    entries.push({ line, path: frames.map(({ segment }) => segment), value, block });
  }
  return { entries, unread };
}

function readLine(
  content: string,
): { readonly isItem: boolean; readonly key: string | null; readonly value: string } | null {
  const [, dash, key = null, keyed = "", item] = LINE.exec(content) ?? [];
  const isItem = dash !== undefined;
  if (key === null) return isItem && isOneText(item ?? "") ? { isItem, key, value: item ?? "" } : null;
  return keyed === "" || BLOCK.test(keyed) || isOneText(keyed) ? { isItem, key, value: keyed } : null;
}

function isOneText(value: string): boolean {
  return VALUES.some((form) => form.test(value));
}
