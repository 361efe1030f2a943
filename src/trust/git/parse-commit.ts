import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { isObjectId } from "../../domain/text-forms.ts";

/** The fields of a commit object, and the bytes that a signature over it covers. */
export interface ParsedCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
  /** Every header whose name begins with `gpgsig`, unfolded. */
  readonly signatures: readonly { readonly header: string; readonly text: string }[];
  /** The object without its signature headers: the bytes that the signature was made over. */
  readonly signedPayload: Uint8Array;
}

interface Identity {
  readonly name: string;
  readonly email: string;
  readonly at: Date;
}

/** A merge of hundreds of branches with a long message has a tenth of it. */
const MAX_COMMIT_BYTES = 1_048_576;

const IDENTITY = /^([^<>\n]*) <([^<>\n]*)> (\d{1,11}) [+-]\d{4}$/;

/**
 * Parses a raw commit object. Refuses what git itself never writes (a second tree, headers out of order, NUL): two parsers of such an
 * object could disagree about what was signed.
 */
export function parseCommit(id: string, content: Uint8Array): Result<ParsedCommit> {
  if (content.length > MAX_COMMIT_BYTES) return malformed(id, `${content.length} bytes`);
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const end = bytes.indexOf("\n\n");
  const headEnd = end === -1 ? bytes.length : end + 1;
  if (bytes.includes(0)) return malformed(id, "a NUL byte");
  // latin1 decodes each byte to one character, so positions in the text are positions in the object.
  const headers = splitHeaders(bytes.toString("latin1", 0, headEnd));
  if (headers === null) return malformed(id, "a header that continues nothing");

  const names = headers.map((header) => header.name);
  const parentCount = names.filter((name) => name === "parent").length;
  const fixed = ["tree", ...Array<string>(parentCount).fill("parent"), "author", "committer"];
  if (fixed.some((name, index) => names[index] !== name)) return malformed(id, "headers out of order");
  const again = names.slice(fixed.length).find((name) => ONCE.has(name));
  if (again !== undefined) return malformed(id, `a second ${again}`);

  const values = headers.map((header) => header.value);
  const tree = values[0] ?? "";
  const parents = values.slice(1, 1 + parentCount);
  if (![tree, ...parents].every((value) => isObjectId(value) && value.length === id.length)) {
    return malformed(id, "an object id of another form");
  }
  const author = parseIdentity(values[1 + parentCount] ?? "");
  const committer = parseIdentity(values[2 + parentCount] ?? "");
  if (author === null || committer === null) return malformed(id, "an author or committer of another form");

  const isSignature = (header: Header) => /^gpgsig/i.test(header.name);
  return accepted({
    tree,
    parents,
    author,
    committer,
    message: bytes.toString("utf8", Math.min(headEnd + 1, bytes.length)),
    signatures: headers.filter(isSignature).map((header) => ({ header: header.name, text: header.value })),
    signedPayload: Buffer.concat([
      ...headers
        .filter((header) => !isSignature(header))
        .map((header) => bytes.subarray(header.start, header.end)),
      bytes.subarray(headEnd),
    ]),
  });
}

/** Headers that stand before all others, and nowhere else. */
const ONCE = new Set(["tree", "parent", "author", "committer"]);

interface Header {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Splits lines `name value\n`; a line that begins with a space continues the value. */
function splitHeaders(head: string): readonly Header[] | null {
  const headers: Header[] = [];
  let start = 0;
  while (start < head.length) {
    let end = head.indexOf("\n", start) + 1;
    if (end === 0) end = head.length;
    while (head[end] === " ") {
      const next = head.indexOf("\n", end) + 1;
      end = next === 0 ? head.length : next;
    }
    const text = head.slice(start, end).replace(/\n$/, "");
    const space = text.indexOf(" ");
    if (space === -1) return null;
    headers.push({
      name: text.slice(0, space),
      value: text
        .slice(space + 1)
        .split("\n ")
        .join("\n"),
      start,
      end,
    });
    start = end;
  }
  return headers;
}

function parseIdentity(value: string): Identity | null {
  const match = IDENTITY.exec(value);
  if (match === null) return null;
  const [, name = "", email = "", seconds = ""] = match;
  return { name, email, at: new Date(Number(seconds) * 1000) };
}

function malformed(id: string, actual: string) {
  return refused(
    refusal("STOP_APPROVAL_PROVENANCE", {
      field: `commit ${id}`,
      expected: "a commit as git writes it",
      actual,
    }),
  );
}
