import { opensHtml } from "./html-block.ts";
import { LINE } from "./line-class.ts";
import {
  atxLevel,
  closesFence,
  type Fence,
  indentOf,
  isBlank,
  isRule,
  readFence,
  readListMarker,
} from "./line-shape.ts";

/** List markers that are read on one line; the rest counts as a paragraph, so that a line of many markers takes linear time. */
const MAX_LIST_DEPTH = 64;
const GREATER = 0x3e;

/** A container block that is open at the top level: a quote, or a list item with the indent of its content. */
export interface OpenContainer {
  readonly kind: "quote" | "list";
  readonly contentIndent: number;
  /** The innermost open block is a paragraph, which a plain line without a marker continues (lazy continuation). */
  lazy: boolean;
  fence: Fence | null;
  /** The item began with an empty line; a blank line after it ends the item. */
  empty: boolean;
}

/** Opens the quote or list item that the line begins. */
export function openContainer(
  source: Uint8Array,
  kind: "quote" | "list",
  text: { readonly start: number; readonly at: number; readonly end: number },
): OpenContainer {
  const marker = kind === "list" ? readListMarker(source, text) : null;
  const container: OpenContainer = {
    kind,
    contentIndent: marker?.contentIndent ?? 0,
    lazy: false,
    fence: null,
    empty: marker?.empty ?? false,
  };
  takeLeaf(source, container, kind === "quote" ? text.at : (marker?.contentAt ?? text.at), text.end);
  if (marker?.isCode === true) container.lazy = false;
  return container;
}

/** Class of a line that the open container holds, or -1 when the line ends the container. */
export function holdLine(
  source: Uint8Array,
  line: { readonly start: number; readonly end: number },
  container: OpenContainer,
): number {
  const { start, end } = line;
  const own = container.kind === "quote" ? LINE.quote : LINE.list;
  if (isBlank(source, start, end)) {
    container.lazy = false;
    if (container.kind === "quote") return -1;
    if (container.empty) return -1;
    return container.fence === null ? LINE.blank : own;
  }
  const { columns, at } = indentOf(source, start, end);
  container.empty = false;
  if (container.kind === "quote" && columns < 4 && source[at] === GREATER) {
    takeLeaf(source, container, at, end);
    return own;
  }
  if (container.kind === "list" && columns >= container.contentIndent) {
    takeLeaf(source, container, at, end);
    return own;
  }
  container.fence = null;
  if (!container.lazy || !isLazyText(source, { start, at, end, columns })) return -1;
  // Where the marker ends, the quotation of an act does, whatever Markdown shows.
  return container.kind === "quote" ? LINE.continuation : own;
}

/** Updates `fence` and `lazy` of a container from what follows the markers of its line. */
function takeLeaf(source: Uint8Array, container: OpenContainer, from: number, end: number): void {
  const at = skipMarkers(source, from, end);
  if (container.fence !== null) {
    if (closesFence(source, { at, end, fence: container.fence })) container.fence = null;
    container.lazy = false;
    return;
  }
  const fence = readFence(source, at, end);
  if (fence !== null) {
    container.fence = fence;
    container.lazy = false;
    return;
  }
  const leafless =
    at >= end || isBlank(source, at, end) || atxLevel(source, at, end) > 0 || isRule(source, at, end);
  const html = leafless ? null : opensHtml(source, { at, end, inParagraph: container.lazy });
  container.lazy = !leafless && html === null;
}

function skipMarkers(source: Uint8Array, from: number, end: number): number {
  let at = from;
  for (let depth = 0; depth < MAX_LIST_DEPTH; ) {
    while (at < end && (source[at] === 0x20 || source[at] === 0x09)) at++;
    if (source[at] === GREATER && at < end) {
      at++;
      continue;
    }
    if (isRule(source, at, end)) return at;
    const marker = at < end ? readListMarker(source, { start: at, at, end }) : null;
    if (marker === null) return at;
    at = marker.contentAt;
    depth++;
  }
  return at;
}

function isLazyText(
  source: Uint8Array,
  text: { readonly start: number; readonly at: number; readonly end: number; readonly columns: number },
): boolean {
  const { at, end, columns } = text;
  if (columns >= 4) return true;
  if (atxLevel(source, at, end) > 0 || readFence(source, at, end) !== null || isRule(source, at, end))
    return false;
  if (source[at] === GREATER || opensHtml(source, { at, end, inParagraph: true }) !== null) return false;
  const marker = readListMarker(source, text);
  return marker === null || !marker.interrupts;
}
