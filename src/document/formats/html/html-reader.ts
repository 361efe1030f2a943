import type { Projection } from "../../projection/projection.ts";
import type { Reader } from "../reader.ts";
import { eurlexReader, isEurlex } from "./eurlex-reader.ts";
import type { PageProfile } from "./page-profile.ts";
import { classesOf, dropOfPage } from "./page-rules.ts";
import { PUBLISHERS } from "./publishers.ts";
import { readPage, readPieces } from "./read-page.ts";

const ID = { name: "html", version: 1 } as const;
/** Classes of numbers that stand apart from the text behind them by a style: `akn-num`, `LegP1No`. */
const MARK = /^(?:Leg\w*No|(?:[\w-]*[-_])?(?:num|nr))$/;

const PAGE: PageProfile<never> = {
  drop: dropOfPage,
  flow: (tag) => (tag.name === "span" && classesOf(tag).some((name) => MARK.test(name)) ? "mark" : null),
  role: () => null,
};

/** Reads any page of HTML: along the units where it is of a publisher whose pages name them, else in lines; a page of EUR-Lex by its own reader. */
export const htmlReader: Reader = {
  ...ID,
  format: "an HTML page",
  read: (bytes) => (isEurlex(bytes) ? eurlexReader.read(bytes) : (readPublished(bytes) ?? readLines(bytes))),
};

function readPublished(bytes: Buffer): Projection | null {
  const publisher = PUBLISHERS.find(({ sign }) => bytes.includes(sign));
  if (publisher === undefined) return null;
  return readPieces(bytes, ID, { ...PAGE, role: publisher.role }, publisher);
}

function readLines(bytes: Buffer): Projection {
  return readPage(bytes, ID, PAGE);
}
