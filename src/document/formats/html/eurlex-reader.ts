import type { Projection } from "../../projection/projection.ts";
import type { Reader } from "../reader.ts";
import { EURLEX } from "./eurlex-rules.ts";
import type { PieceHouse } from "./piece-flow.ts";
import { readPage, readPieces } from "./read-page.ts";

const ID = { name: "eurlex", version: 1 } as const;
const PROBE_BYTES = 1 << 16;
/** What the converters of the Publications Office, of LegisWrite and of the old site leave in their files. */
const SIGNS =
  /<!--\s*CONVEX\b|\beli-(?:container|subdivision)\b|class="?oj-|\bTexteOnly\b|<txt_te\b|"title-article-norm"|"s?ti-art"|"Titrearticle"|cellarImageNamePrefix|\[name=LW_|"Typedudocument|>\xe2\x96[\xba\xbc][A-Z]\d{0,3}</i;
const UNIT_SIGNS = ["ti-art", "title-article-norm", "itrearticle"];

/** True for a page of EUR-Lex. */
export function isEurlex(bytes: Buffer): boolean {
  return SIGNS.test(bytes.toString("latin1", 0, PROBE_BYTES));
}

/** Reads the pages of EUR-Lex: along the articles where the page names them, else in lines. */
export const eurlexReader: Reader = {
  ...ID,
  format: "a document of EUR-Lex in HTML",
  read(bytes) {
    const hasUnits = UNIT_SIGNS.some((sign) => bytes.includes(sign));
    return (hasUnits ? readPieces(bytes, ID, EURLEX, ARTICLES) : null) ?? readLines(bytes);
  },
};

const ARTICLES: PieceHouse = { kind: "article", word: "ART", split: (head) => ({ label: head, title: "" }) };

function readLines(bytes: Buffer): Projection {
  return readPage(bytes, ID, { ...EURLEX, role: () => null });
}
