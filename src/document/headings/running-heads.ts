import { classifyHeading, type HeadingClass } from "../names/classify-heading.ts";

/** Heads of pages that a document has at least. */
const MIN_PAGES = 3;
const PAGE_BEHIND = /^(.{1,80}?)(?: ?[|·•–—-])? (\d{1,4})$/u;
const PAGE_BEFORE = /^(\d{1,4}) (?:[|·•–—-] )?(.{1,80})$/u;

/** A line that names a container by a number, by its place among the headings. */
export interface ContainerLine {
  readonly place: number;
  readonly stands: HeadingClass;
  /** True for a Markdown heading. */
  readonly isMarked: boolean;
  readonly text: string;
}

/** The head of a page: the words without the number of the page, and the name that they are. */
interface PageHead {
  readonly name: string;
  readonly page: number;
}

/**
 * The places of the heads of pages that name a chapter beside the number of the page (`Part II    14`, `Part II    16`): where one chapter is
 * named with several such numbers, which ascend, but for a table of contents before them. Where the name of a chapter stands nowhere without
 * such a number, its first head is its own.
 */
export function findRunning(lines: Iterable<ContainerLine>): ReadonlySet<number> {
  const heads = new Map<number, PageHead>();
  const pages = new Map<string, number>();
  const clean = new Set<string>();
  let last = 0;
  let descents = 0;
  for (const { place, stands, isMarked, text } of lines) {
    const head = isMarked ? null : readPageHead(text);
    if (head === null) {
      clean.add(nameOf(stands));
      continue;
    }
    if (head.page <= last) descents++;
    last = head.page;
    heads.set(place, head);
    pages.set(head.name, (pages.get(head.name) ?? 0) + 1);
  }
  const isLayout = heads.size >= MIN_PAGES && descents <= 1 && [...pages.values()].some((count) => count > 1);
  const running = new Set<number>();
  for (const [place, { name }] of isLayout ? heads : []) {
    if (clean.has(name)) running.add(place);
    clean.add(name);
  }
  return running;
}

function readPageHead(text: string): PageHead | null {
  const behind = PAGE_BEHIND.exec(text);
  const before = PAGE_BEFORE.exec(text);
  return headOf(behind?.[1], behind?.[2]) ?? headOf(before?.[2], before?.[1]);
}

function headOf(words = "", page = ""): PageHead | null {
  const named = words === "" ? null : classifyHeading(words);
  return named === null || named.number === "" ? null : { name: nameOf(named), page: Number(page) };
}

function nameOf({ kind, number }: HeadingClass): string {
  return `${kind} ${number}`;
}
