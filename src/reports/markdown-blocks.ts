/** A top-level piece of Markdown; its kind decides what has to be repaired when a cut falls inside it. */
export type MarkdownBlock =
  | { readonly kind: "text"; readonly lines: readonly string[] }
  /** `lines` stand between the two fences; `close` is empty if the source ended without one. */
  | {
      readonly kind: "fence";
      readonly open: string;
      readonly lines: readonly string[];
      readonly close: string;
    }
  | { readonly kind: "table"; readonly head: readonly [string, string]; readonly lines: readonly string[] }
  /** Lines that cannot be cut without losing what keeps data inert: quotes and lists that hold a fence. */
  | { readonly kind: "whole"; readonly lines: readonly string[] };

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const NESTED_FENCE = /^[\s>*+\-\d.)]+(`{3,}|~{3,})/;
const DELIMITER_ROW = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

/** Splits Markdown into the blocks that matter for cutting; joined by line feeds, their lines are the text again. */
export function parseMarkdownBlocks(text: string): readonly MarkdownBlock[] {
  const lines = text.split("\n");
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = readBlock(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

export function linesOf(block: MarkdownBlock): readonly string[] {
  if (block.kind === "fence")
    return [block.open, ...block.lines, ...(block.close === "" ? [] : [block.close])];
  if (block.kind === "table") return [...block.head, ...block.lines];
  return block.lines;
}

function readBlock(lines: readonly string[], at: number): readonly [MarkdownBlock, number] {
  const line = lines[at] ?? "";
  const fence = openingFence(line);
  if (fence !== null) return readFence(lines, at, fence);
  const delimiter = lines[at + 1] ?? "";
  if (line.includes("|") && delimiter.includes("|") && DELIMITER_ROW.test(delimiter.trim())) {
    const end = findFrom(lines, at + 2, (row) => !row.includes("|"));
    return [{ kind: "table", head: [line, delimiter], lines: lines.slice(at + 2, end) }, end];
  }
  if (line.trim() === "") return [{ kind: "text", lines: [line] }, at + 1];
  if (NESTED_FENCE.test(line)) return readNestedFence(lines, at);
  const end = findFrom(
    lines,
    at + 1,
    (next) =>
      next.trim() === "" || openingFence(next) !== null || NESTED_FENCE.test(next) || next.includes("|"),
  );
  return [{ kind: "text", lines: lines.slice(at, end) }, end];
}

function readFence(lines: readonly string[], at: number, fence: string): readonly [MarkdownBlock, number] {
  const end = findFrom(lines, at + 1, (line) => isClosing(line, fence));
  const close = lines[end] ?? "";
  return [{ kind: "fence", open: lines[at] ?? "", lines: lines.slice(at + 1, end), close }, end + 1];
}

function readNestedFence(lines: readonly string[], at: number): readonly [MarkdownBlock, number] {
  const fence = NESTED_FENCE.exec(lines[at] ?? "")?.[1] ?? "```";
  const end = findFrom(lines, at + 1, (line) => isClosing(line.replace(/^[\s>]+/, ""), fence)) + 1;
  return [{ kind: "whole", lines: lines.slice(at, end) }, end];
}

function openingFence(line: string): string | null {
  const match = FENCE.exec(line);
  if (match === null) return null;
  const fence = match[1] ?? "";
  return fence.startsWith("`") && (match[2] ?? "").includes("`") ? null : fence;
}

function isClosing(line: string, fence: string): boolean {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? "";
  return run.length >= fence.length && run[0] === fence[0];
}

function findFrom(lines: readonly string[], from: number, wanted: (line: string) => boolean): number {
  for (let at = from; at < lines.length; at += 1) if (wanted(lines[at] ?? "")) return at;
  return lines.length;
}
