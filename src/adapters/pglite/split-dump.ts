/** A piece of a plain dump: complete statements, or one COPY with its rows in portions. */
export type DumpPiece =
  | { readonly kind: "statement"; readonly text: string }
  | { readonly kind: "copy"; readonly target: string; readonly rows: string };

const COPY = /^COPY (.+) FROM stdin;\s*$/;
/** Lines by which pg_dump locks psql against commands smuggled into the dump; no other client has such commands. */
const RESTRICT = /^\\(un)?restrict [0-9A-Za-z]+$/;
const COPY_PORTION_CHARS = 4 * 1024 * 1024;

/** The quote or comment in which a scanned line ends, with the text that closes it; null outside of any. */
type Open = {
  readonly kind: "string" | "escape" | "name" | "dollar" | "comment";
  readonly closing: string;
} | null;

/**
 * Splits a plain dump into statements, lexing quotes, dollar quotes and comments, so that the engine is fed one at a time and
 * the first failing one can be named. Throws a SyntaxError on a dump that ends inside a statement or holds a psql command.
 */
export async function* splitDump(lines: AsyncIterable<string>): AsyncIterable<DumpPiece> {
  let statement = "";
  let open: Open = null;
  let copy: { readonly target: string; rows: string } | null = null;
  for await (const line of lines) {
    if (copy) {
      const ends: boolean = line === "\\.";
      if (!ends) copy.rows += `${line}\n`;
      if (ends || copy.rows.length > COPY_PORTION_CHARS) {
        if (copy.rows !== "") yield { kind: "copy", target: copy.target, rows: copy.rows };
        copy = ends ? null : { target: copy.target, rows: "" };
      }
      continue;
    }
    if (open === null && statement === "") {
      if (line.trim() === "" || line.startsWith("--")) continue;
      if (RESTRICT.test(line)) continue;
      if (line.startsWith("\\")) throw new SyntaxError(`the dump holds a psql command: ${line.slice(0, 40)}`);
      const target = COPY.exec(line)?.[1];
      if (target !== undefined) {
        copy = { target, rows: "" };
        continue;
      }
    }
    const scanned: { open: Open; ended: boolean } = scanLine(line, open);
    open = scanned.open;
    statement += `${line}\n`;
    if (!scanned.ended) continue;
    yield { kind: "statement", text: statement };
    statement = "";
  }
  if (copy || open || statement !== "") throw new SyntaxError("the dump ends inside a statement");
  if (statement.replace(/--.*$/gm, "").trim() !== "")
    throw new SyntaxError("the dump ends inside a statement");
}

const INTERESTING = /--|\/\*|;|'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g;

/** Scans one line; `ended` is true where the line closes a statement and nothing follows. */
function scanLine(line: string, before: Open): { readonly open: Open; readonly ended: boolean } {
  let at = 0;
  let open = before;
  let ended = false;
  while (at <= line.length) {
    if (open) {
      const end = findClosing(line, at, open);
      if (end < 0) return { open, ended: false };
      at = end;
      open = null;
      continue;
    }
    INTERESTING.lastIndex = at;
    const found = INTERESTING.exec(line);
    const until = found?.index ?? line.length;
    if (line.slice(at, until).trim() !== "") ended = false;
    if (!found) break;
    const [token] = found;
    at = until + token.length;
    if (token === "--") break;
    ended = token === ";" || (token === "/*" && ended);
    if (token !== ";") open = opening(token, line, until);
  }
  return { open, ended: ended && open === null };
}

function opening(token: string, line: string, index: number): Open {
  if (token === "/*") return { kind: "comment", closing: "*/" };
  if (token === '"') return { kind: "name", closing: token };
  if (token === "'")
    return { kind: /\b[eE]$/.test(line.slice(0, index)) ? "escape" : "string", closing: token };
  return { kind: "dollar", closing: token };
}

/** Doubled quotes need no case of their own: the first closes the string and the second opens it again. */
function findClosing(line: string, from: number, open: NonNullable<Open>): number {
  if (open.kind !== "escape") {
    const index = line.indexOf(open.closing, from);
    return index < 0 ? -1 : index + open.closing.length;
  }
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === "'") return at + 1;
  }
  return -1;
}
