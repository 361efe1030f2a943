import { inertBlock } from "./inert.ts";
import { linesOf, type MarkdownBlock, parseMarkdownBlocks } from "./markdown-blocks.ts";

/** How much one part may hold: UTF-16 units and UTF-8 bytes, both counted. */
export interface PartLimit {
  readonly maxUnits: number;
  readonly maxBytes: number;
}

/**
 * How much one comment may hold. GitHub documents 65 536 characters over a store of 262 144 bytes; the difference to both is left
 * for the marker and for a server that counts differently.
 */
export const COMMENT_LIMIT: PartLimit = { maxUnits: 60_000, maxBytes: 200_000 };

/** Deeper nesting is not carried over a cut, because its tags could fill the part. */
const DEEPEST_DETAILS = 4;
const CLOSE_DETAILS = "\n</details>";
const REOPEN_DETAILS = "<details open><summary>continued</summary>\n";

/**
 * Cuts Markdown into parts of at most `limit`, complete and in order, each valid by itself: an open fence,
 * table or `<details>` is closed at the end of a part and opened again in the next. A line that is too long for a part
 * is shown as plain text in a fence, because a cut inside it could turn inert text into markup.
 */
export function splitMarkdown(text: string, limit: PartLimit = COMMENT_LIMIT): readonly string[] {
  if (fits(limit, sizeOf(text))) return [text];
  const writer: Writer = { limit, parts: [], lines: [], size: EMPTY, details: 0 };
  for (const block of parseMarkdownBlocks(text)) writeBlock(writer, block);
  if (writer.lines.length > 0) writer.parts.push(writer.lines.join("\n"));
  return writer.parts;
}

interface Size {
  readonly units: number;
  readonly bytes: number;
}

interface Writer {
  readonly limit: PartLimit;
  readonly parts: string[];
  lines: string[];
  size: Size;
  /** How many `<details>` are open. */
  details: number;
}

const EMPTY: Size = { units: 0, bytes: 0 };

function writeBlock(writer: Writer, block: MarkdownBlock): void {
  const lines = linesOf(block);
  if (!hasRoom(writer, lines) && isWorthTurning(writer, lines)) turn(writer);
  if (hasRoom(writer, lines)) push(writer, lines, detailsOf(block));
  else if (block.kind === "fence" && isSmall(writer, block.open)) cutFence(writer, block);
  else if (block.kind === "table" && isSmall(writer, block.head.join("\n"))) cutTable(writer, block);
  else if (block.kind === "text") cutText(writer, block.lines);
  else cutInert(writer, lines.join("\n"));
}

function cutFence(writer: Writer, block: Extract<MarkdownBlock, { kind: "fence" }>): void {
  const close = block.close || (/^ {0,3}(`+|~+)/.exec(block.open)?.[1] ?? "```");
  const longest = smaller(roomOfFreshPart(writer), sizeOf(`${block.open}\n${close}\n\n`));
  if (!hasRoom(writer, [block.open, close])) turn(writer);
  push(writer, [block.open]);
  for (const piece of block.lines.flatMap((line) => cutLine(line, longest))) {
    if (!hasRoom(writer, [piece, close])) {
      push(writer, [close]);
      turn(writer);
      push(writer, [block.open]);
    }
    push(writer, [piece]);
  }
  push(writer, [close]);
}

function cutTable(writer: Writer, block: Extract<MarkdownBlock, { kind: "table" }>): void {
  if (!hasRoom(writer, block.head)) turn(writer);
  push(writer, block.head);
  for (const row of block.lines) {
    if (hasRoom(writer, [row])) {
      push(writer, [row]);
      continue;
    }
    turn(writer);
    if (hasRoom(writer, [...block.head, row])) {
      push(writer, [...block.head, row]);
      continue;
    }
    cutInert(writer, row);
    if (!hasRoom(writer, ["", ...block.head])) turn(writer);
    push(writer, ["", ...block.head]);
  }
}

function cutText(writer: Writer, lines: readonly string[]): void {
  for (const line of lines) {
    if (!hasRoom(writer, [line])) turn(writer);
    if (hasRoom(writer, [line])) push(writer, [line], countDetails([line]));
    else cutInert(writer, line);
  }
}

function cutInert(writer: Writer, text: string): void {
  const [block] = parseMarkdownBlocks(inertBlock(text));
  if (block?.kind === "fence") cutFence(writer, block);
}

/** Cuts a line between graphemes into pieces of at most `longest`. */
function cutLine(line: string, longest: PartLimit): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < line.length) {
    const end = cutPoint(line, start, longest);
    pieces.push(line.slice(start, end));
    start = end;
  }
  return pieces.length === 0 ? [""] : pieces;
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
const LONGEST_GRAPHEME = 64;

function cutPoint(line: string, start: number, longest: PartLimit): number {
  let end = Math.min(line.length, start + longest.maxUnits);
  for (
    let bytes = byteLength(line, start, end);
    bytes > longest.maxBytes;
    bytes = byteLength(line, start, end)
  )
    end = start + Math.floor(((end - start) * longest.maxBytes) / bytes);
  if (end === line.length) return end;
  const from = Math.max(start, end - LONGEST_GRAPHEME);
  const window = GRAPHEMES.segment(line.slice(from, end + LONGEST_GRAPHEME));
  const boundary = from + (window.containing(end - from)?.index ?? 0);
  if (boundary > start) return boundary;
  const isInsidePair = /[\ud800-\udbff]/.test(line.charAt(end - 1)) && end - 1 > start;
  return isInsidePair ? end - 1 : end;
}

function byteLength(line: string, start: number, end: number): number {
  return Buffer.byteLength(line.slice(start, end));
}

/** Ends the part that is being written and begins the next one with the same `<details>` open. */
function turn(writer: Writer): void {
  if (writer.lines.length === 0) return;
  const closing = Array.from({ length: writer.details }, () => CLOSE_DETAILS);
  writer.parts.push([...writer.lines, ...closing].join("\n"));
  writer.lines = [];
  writer.size = EMPTY;
  push(
    writer,
    Array.from({ length: writer.details }, () => REOPEN_DETAILS),
  );
}

function push(writer: Writer, lines: readonly string[], details = 0): void {
  for (const line of lines) writer.lines.push(line);
  writer.size = add(writer.size, sizeOfLines(lines));
  writer.details = Math.min(DEEPEST_DETAILS, Math.max(0, writer.details + details));
}

/** Only text of the program itself opens details; a tag in a fence or a table is data. */
function detailsOf(block: MarkdownBlock): number {
  return block.kind === "text" ? countDetails(block.lines) : 0;
}

function countDetails(lines: readonly string[]): number {
  const opened = lines.filter((line) => line.startsWith("<details")).length;
  const closed = lines.filter((line) => line.trim() === "</details>").length;
  return opened - closed;
}

function hasRoom(writer: Writer, lines: readonly string[]): boolean {
  const closers = sizeOf(`${CLOSE_DETAILS}\n`.repeat(writer.details + 1));
  return fits(writer.limit, add(add(writer.size, sizeOfLines(lines)), closers));
}

/** A block that a fresh part can hold is not cut when the present part is already well filled. */
function isWorthTurning(writer: Writer, lines: readonly string[]): boolean {
  const size = sizeOfLines(lines);
  const room = roomOfFreshPart(writer);
  return fits(room, size) && (writer.size.units > room.maxUnits / 2 || size.units < room.maxUnits / 4);
}

function isSmall(writer: Writer, text: string): boolean {
  const room = roomOfFreshPart(writer);
  return fits({ maxUnits: room.maxUnits / 4, maxBytes: room.maxBytes / 4 }, sizeOf(text));
}

function roomOfFreshPart(writer: Writer): PartLimit {
  return smaller(writer.limit, sizeOf(`${REOPEN_DETAILS}\n${CLOSE_DETAILS}\n`.repeat(writer.details + 1)));
}

function smaller(limit: PartLimit, by: Size): PartLimit {
  return { maxUnits: limit.maxUnits - by.units, maxBytes: limit.maxBytes - by.bytes };
}

function fits(limit: PartLimit, size: Size): boolean {
  return size.units <= limit.maxUnits && size.bytes <= limit.maxBytes;
}

function sizeOfLines(lines: readonly string[]): Size {
  return lines.reduce((sum, line) => add(sum, add(sizeOf(line), { units: 1, bytes: 1 })), EMPTY);
}

function sizeOf(text: string): Size {
  return { units: text.length, bytes: Buffer.byteLength(text) };
}

function add(a: Size, b: Size): Size {
  return { units: a.units + b.units, bytes: a.bytes + b.bytes };
}
