import type { Rows } from "../../collections/rows.ts";
import { type Heading, pickHeadings } from "../headings/heading.ts";
import { readOutlineNumber } from "../names/outline-number.ts";
import { nameByText } from "./name-units.ts";
import type { ReadingInput } from "./read-named.ts";

/** So many headings stand below the title of a document before its first annex. */
const MIN_BELOW = 2;
/** What may stand at the level of the title behind the text. */
const BEHIND: ReadonlySet<string> = new Set(["annex", "supplementary", "transitional", "closing"]);

/**
 * The Markdown heading that is the title of the document, or undefined: the first one, where no other stands at the first level but those of
 * annexes behind the text.
 */
export function findOutlineTitle(markdown: Rows<Heading>, input: ReadingInput): Heading | undefined {
  const tops = pickHeadings(input.headings, (heading) => heading.shape.level === 1);
  const title = tops.at(0);
  if (title === undefined || title.index !== markdown.at(0)?.index || title.text === "") return undefined;
  return tops.length === 1 || isOverAnnexes(title, tops, { markdown, input }) ? title : undefined;
}

/** True for a heading without a number above numbered ones, or above others without text between, and annexes behind these. */
function isOverAnnexes(
  title: Heading,
  tops: Rows<Heading>,
  { markdown, input }: { readonly markdown: Rows<Heading>; readonly input: ReadingInput },
): boolean {
  const { stands } = title.shape;
  if (isNumbered(title) || (stands !== null && stands.kind !== "act")) return false;
  const others = pickHeadings(tops, (heading) => !isBehind(heading));
  if (others.length > 1) return false;
  const end = tops.at(1)?.line ?? input.lines;
  const below = markdown.filter(({ line }) => line > title.line && line < end);
  const [first] = below;
  if (first === undefined || below.length < MIN_BELOW) return false;
  return (
    below.filter(isNumbered).length * 2 > below.length ||
    !input.ownText.isBetween(nameByText(title), first.line)
  );
}

function isBehind({ shape: { stands } }: Heading): boolean {
  return stands !== null && stands.rank === 0 && stands.kind !== "act" && BEHIND.has(stands.sectionType);
}

function isNumbered({ shape, text }: Heading): boolean {
  return shape.isNamed || readOutlineNumber(text) !== null;
}
