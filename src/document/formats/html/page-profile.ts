import type { OriginalRange } from "../../projection/projection.ts";
import type { Flow } from "./element-flow.ts";
import type { HtmlTag } from "./html-events.ts";
import type { DropRule } from "./page-rules.ts";

/** What a kind of pages says of its elements. */
export interface PageProfile<R> {
  /** Why the text of an element is left out; null where it is kept. */
  drop(tag: HtmlTag): DropRule | null;
  /** Another flow than that of the element's name; null: that one. */
  flow(tag: HtmlTag): Flow | null;
  /** What an element is for the structure of the document; null for most. */
  role(tag: HtmlTag): R | null;
}

/** Is told the text of elements that have a role in the structure. */
export interface RoleListener<R> {
  enter(role: R, tag: HtmlTag, place: RolePlace): void;
  /** Text with letters that is about to be written; `breaks`: in a line of its own. */
  text(characters: string, from: OriginalRange, breaks: boolean): void;
  leave(role: R): void;
}

/** Where an element with a role stands. */
export interface RolePlace {
  /** The identifiers of the elements around it, from the innermost one. */
  readonly ids: readonly string[];
  readonly isInTable: boolean;
  /** Level of its heading element, or 0. */
  readonly level: number;
}
