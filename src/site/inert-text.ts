import { escapeHtml } from "../document/show/escape-html.ts";
import { showUnseen } from "../reports/inert.ts";

/**
 * Text of a document on one line of a page or feed: nothing in it is markup, what nobody sees is written out, and its direction ends with it, in
 * whatever element with `dir="auto"` it stands.
 */
export function inertLine(text: string): string {
  return escapeHtml(showUnseen(text.replace(/\s+/g, " ").trim()));
}

/** The same of a text over several lines, which keeps its line ends. */
export function inertLines(text: string): string {
  return escapeHtml(showUnseen(text));
}

/** A title, isolated from what stands around it; an address where there is none. */
export function inertTitle({ title, address }: { readonly title: string; readonly address: string }): string {
  return `<bdi>${inertLine(title) || inertLine(address)}</bdi>`;
}

export function inertAddress(address: string): string {
  return `<bdi class="address">${inertLine(address)}</bdi>`;
}
