import type { HtmlHandler, HtmlTag } from "./html-events.ts";
import { OpenElements } from "./open-elements.ts";
import { readHtml } from "./read-html.ts";

const REVERSED = /<ol\b[^<>]{0,400}\breversed\b/i;

interface CountedList {
  readonly isReversed: boolean;
  items: number;
}

/** How many items each reversed list of a page has, in order: it counts down from them. The page is read only where it may have one. */
export function countReversed(bytes: Buffer): readonly number[] {
  if (!bytes.includes("eversed") && !bytes.includes("EVERSED")) return [];
  if (!REVERSED.test(bytes.toString("latin1"))) return [];
  const counter = new ReversedCounter();
  readHtml(bytes, counter);
  return counter.lists.map(({ items }) => items);
}

class ReversedCounter implements HtmlHandler {
  readonly lists: CountedList[] = [];
  readonly #open: CountedList[] = [];
  readonly #elements = new OpenElements<string>((name) => {
    if (LISTS.has(name)) this.#open.pop();
  });

  isForeign(): boolean {
    return this.#elements.isForeign;
  }

  open(tag: HtmlTag): void {
    const { name } = tag;
    if (!this.#elements.prepare(name, tag.startByte)) return;
    if (name === "li") {
      const list = this.#open.at(-1);
      if (list !== undefined) list.items++;
    }
    if (tag.isClosed || !KEPT.has(name)) return;
    this.#elements.push(name, name, tag.startByte);
    if (!LISTS.has(name)) return;
    const list = { isReversed: tag.attribute("reversed") !== null, items: 0 };
    this.#open.push(list);
    if (name === "ol" && list.isReversed) this.lists.push(list);
  }

  close(name: string, _startByte: number, endByte: number): void {
    this.#elements.end(name, endByte);
  }

  text(): void {}

  comment(): void {}
}

const LISTS: ReadonlySet<string> = new Set(["ol", "ul", "menu", "dir"]);
/** Elements by which the ends of lists and items are told. */
const KEPT: ReadonlySet<string> = new Set(
  "ol ul menu dir li p div section article blockquote table tr td th caption template svg math".split(" "),
);
