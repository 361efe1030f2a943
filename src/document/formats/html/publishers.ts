import { levelOf } from "./element-flow.ts";
import type { HtmlTag } from "./html-events.ts";
import { classesOf } from "./page-rules.ts";
import type { PieceHouse } from "./piece-flow.ts";
import type { PieceRole } from "./piece-role.ts";

/** Pages that name their units by classes of their own, so that no convention has to find them. */
export interface Publisher extends PieceHouse {
  /** Bytes that every such page holds. */
  readonly sign: string;
  /** What an element is by its name and classes. */
  role(tag: HtmlTag): PieceRole | null;
}

/** `§ 1 Title`, `Art 2a Title`, `Anlage 3 (zu § 4)`; another head is a label as a whole. */
const GERMAN_HEAD =
  /^((?:§§?|Art(?:ikel|\.)?) ?\d+ ?[a-z]{0,2}(?: (?:bis|und) (?:§ )?\d+[a-z]{0,2})?|(?:Anlage|Anhang)(?: (?:\d+[a-z]?|[IVX]+))?)(?: (.*))?$/u;

export const PUBLISHERS: readonly Publisher[] = [
  {
    sign: "normhead",
    kind: "section",
    word: "",
    split(head) {
      const [, label = head, title = ""] = GERMAN_HEAD.exec(head) ?? [];
      return { label, title };
    },
    role(tag) {
      if (classesOf(tag).includes("normhead")) return "unit";
      return levelOf(tag) > 1 ? "container" : null;
    },
  },
];
