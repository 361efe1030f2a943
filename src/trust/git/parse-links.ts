import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";

/** The part of a commit that the history needs: its tree and its parents. */
export interface CommitLinks {
  readonly tree: string;
  readonly parents: readonly string[];
}

/** Reads the first headers of a commit object and nothing else: an odd date in an old commit is no reason to refuse its history. */
export function parseLinks(id: string, content: Uint8Array): Result<CommitLinks> {
  const { tree, parents, unreadable } = scanLinks(id, content);
  if (unreadable === null) return accepted({ tree, parents });
  return refused(
    refusal("STOP_REPO_STATE_UNTRUSTED", {
      field: `commit ${id}`,
      expected: "a commit as git writes it",
      actual: `an unreadable ${unreadable} header`,
    }),
  );
}

/** The tree ("" for none) and the parents up to the first header that can't be read. */
export function scanLinks(id: string, content: Uint8Array) {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const digits = id.length;
  let at = 5 + digits + 1;
  const tree = bytes.toString("latin1", 5, 5 + digits);
  const isTree =
    bytes.toString("latin1", 0, 5) === "tree " && isObjectId(tree, digits) && bytes[at - 1] === 0x0a;
  if (!isTree) return { tree: "", parents: [], unreadable: "tree" };
  const parents: string[] = [];
  while (bytes.toString("latin1", at, at + 7) === "parent ") {
    const parent = bytes.toString("latin1", at + 7, at + 7 + digits);
    at += 7 + digits + 1;
    if (!isObjectId(parent, digits) || bytes[at - 1] !== 0x0a) return { tree, parents, unreadable: "parent" };
    parents.push(parent);
  }
  // Any other header here could be meant to hide further parents.
  const isWhole = bytes.toString("latin1", at, at + 7) === "author ";
  return { tree, parents, unreadable: isWhole ? null : "author" };
}

function isObjectId(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-f]+$/.test(text);
}
