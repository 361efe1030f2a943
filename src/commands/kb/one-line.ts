import { showUnseenIn } from "../../domain/unseen.ts";

/** A text of a document as a cell of a table, or as part of a line; what nobody sees is written out, so that columns stand where they should. */
export function oneLine(text: string): string {
  return showUnseenIn(text.replace(/\s+/g, " ").trim());
}
