import type { XmlTag } from "../../xml/xml-events.ts";
import { ListCounter, type ListLabel, type UnclearNumber } from "./list-counter.ts";
import type { ListStyle } from "./list-style.ts";
import { attributeOf, isTrue, numberOf } from "./names.ts";
import type { Styles } from "./styles.ts";

/** A list as paragraphs of several `text:list` elements may belong to it. */
interface CountedList {
  readonly counter: ListCounter;
  /** The style that the element which began it, or went on with it last, has named. */
  readonly style: string;
}

interface OpenItem {
  readonly isHeader: boolean;
  readonly override: string | null;
  start: number | null;
  lists: number;
  hasParagraph: boolean;
}

interface OpenList {
  readonly level: number;
  readonly style: string;
  readonly counter: ListCounter;
  /** Its first paragraph begins again. */
  restarts: boolean;
  item: OpenItem | null;
}

/** What a paragraph says of itself. */
export interface ParagraphPlace {
  readonly style: string | null;
  /** Level of a `text:h`; null for a `text:p`. */
  readonly outline: number | null;
  readonly isHeader: boolean;
  readonly restarts: boolean;
  readonly start: number | null;
}

const BESIDE = "a number of a list that stands in a note or a text box as well";
const XML = "http://www.w3.org/XML/1998/namespace";

/** Follows the lists of a document and counts their paragraphs, as ODF 1.3 part 3, 5.3 and 19.880 have it, and LibreOffice where they say nothing. */
export class Lists {
  readonly #styles: Styles;
  readonly #countsByStyle: boolean;
  readonly #byId = new Map<string, CountedList>();
  readonly #outline = new ListCounter();
  /** The lists that are open around the place, apart for each frame, note or cell in another. */
  #open: OpenList[] = [];
  readonly #around: OpenList[][] = [];
  readonly #byStyle = new Map<string, CountedList>();
  #last: CountedList | null = null;
  /** Lists by which headings were counted. */
  readonly #headings = new Set<ListCounter>();

  /**
   * A list that goes on goes on with the one before it. Word, and OpenOffice.org before it could name a list, mean the last one of its style,
   * whatever stands between.
   */
  constructor(styles: Styles, countsByStyle: boolean) {
    this.#styles = styles;
    this.#countsByStyle = countsByStyle;
  }

  /** What begins here, a cell or a note, is in no list of what is around it. */
  enter(): void {
    this.#around.push(this.#open);
    this.#open = [];
  }

  leave(): void {
    this.#open = this.#around.pop() ?? [];
  }

  openList(tag: XmlTag): void {
    const around = this.#open.at(-1);
    const named = attributeOf(tag, "text:style-name");
    if (around === undefined) {
      this.#begin(tag, { level: 1, style: named ?? "", id: tag.attribute("id", XML) });
      return;
    }
    const continues = attributeOf(tag, "text:continue-numbering");
    const item = around.item;
    if (item !== null) item.lists++;
    const restarts = continues === null ? around.restarts || (item?.lists ?? 0) > 1 : continues !== "true";
    // What the list around it would have begun again with, this one does.
    around.restarts = false;
    this.#open.push({
      level: around.level + 1,
      style: named ?? around.style,
      counter: around.counter,
      // A second list in one item is another list, unless it says that it goes on.
      restarts,
      item: null,
    });
  }

  closeList(): void {
    this.#open.pop();
  }

  openItem(tag: XmlTag, isHeader: boolean): void {
    const list = this.#open.at(-1);
    if (list === undefined) return;
    list.item = {
      isHeader,
      override: attributeOf(tag, "text:style-override"),
      start: numberOf(tag, "text:start-value"),
      lists: 0,
      hasParagraph: false,
    };
  }

  closeItem(): void {
    const list = this.#open.at(-1);
    if (list !== undefined) list.item = null;
  }

  /** A paragraph that stands in a list without an element around it but this one. */
  openNumbered(tag: XmlTag): void {
    const level = numberOf(tag, "text:level") ?? 1;
    this.#begin(tag, {
      level: Math.max(1, level),
      style: attributeOf(tag, "text:style-name") ?? "",
      id: attributeOf(tag, "text:list-id"),
    });
    this.openItem(tag, false);
  }

  /** Whether headings of a level have numbers. */
  hasNumbers(level: number): boolean {
    const style = this.#styles.outline?.levels[level];
    return style !== undefined && style.format !== "";
  }

  /** Counts a paragraph, and gives its number; null where it has none. One beside the text is left out of it, but may be of a list of the text. */
  number(place: ParagraphPlace, isBeside: boolean): ListLabel | UnclearNumber | null {
    const list = this.#open.at(-1);
    const item = list?.item ?? null;
    return list === undefined || item === null
      ? this.#numberHeading(place, isBeside)
      : this.#numberItem({ place, list, item, isBeside });
  }

  #numberItem({
    place,
    list,
    item,
    isBeside,
  }: {
    readonly place: ParagraphPlace;
    readonly list: OpenList;
    readonly item: OpenItem;
    readonly isBeside: boolean;
  }): ListLabel | UnclearNumber | null {
    const { level, restarts } = list;
    const name = item.override ?? (list.style === "" ? (this.#styles.listOf(place.style) ?? "") : list.style);
    const { counter, style } = this.#listOf(name, list);
    const isCounted = !item.isHeader && !item.hasParagraph && !place.isHeader;
    const start = item.start ?? (place.restarts ? place.start : null);
    list.restarts = false;
    item.hasParagraph = true;
    if (isBeside) counter.doubt(BESIDE);
    if (!isCounted) return null;
    if (restarts || place.restarts) counter.restart(level);
    counter.count(level, style, start);
    const label = counter.label(level, style, this.#styles.languageOf(place.style));
    if (label === null || "unclear" in label) return label;
    const isHeading = (place.outline ?? this.#styles.outlineOf(place.style)) !== null;
    if (isHeading && !isBeside) this.#headings.add(counter);
    // Where headings are counted, a number without words in another list counts no heading.
    const isItem = !isHeading && label.isBare && this.#headings.size > 0 && !this.#headings.has(counter);
    return isItem ? { ...label, isItem } : label;
  }

  /** The style and the counter of a list; one with the style of headings goes on in these. */
  #listOf(name: string, list: OpenList): { readonly counter: ListCounter; readonly style: ListStyle | null } {
    const style = this.#styles.list(name);
    const { outline } = this.#styles;
    if (style === null && outline !== null && outline.name === name)
      return { counter: this.#outline, style: outline };
    return { counter: list.counter, style };
  }

  /** A heading outside of lists has the number of its level, unless its style names a list, or takes the number away. */
  #numberHeading(place: ParagraphPlace, isBeside: boolean): ListLabel | UnclearNumber | null {
    const { outline } = this.#styles;
    const level = place.outline ?? this.#styles.outlineOf(place.style);
    if (outline === null || level === null || place.isHeader) return null;
    const named = this.#styles.listOf(place.style);
    if (named !== null && named !== outline.name) return null;
    if (this.hasNumbers(level)) {
      if (isBeside) this.#outline.doubt(BESIDE);
      else this.#headings.add(this.#outline);
    }
    if (place.restarts) this.#outline.restart(level);
    this.#outline.count(level, outline, place.restarts ? place.start : null);
    return outline.levels[level] === undefined
      ? null
      : this.#outline.label(level, outline, this.#styles.languageOf(place.style));
  }

  #begin(
    tag: XmlTag,
    { level, style, id }: { readonly level: number; readonly style: string; readonly id: string | null },
  ): void {
    const before = this.#before(tag, style, attributeOf(tag, "text:list-id"));
    const counter = before?.counter ?? new ListCounter();
    const list = { counter, style };
    this.#last = list;
    this.#byStyle.set(style, list);
    if (id !== null) this.#byId.set(id, list);
    this.#open.push({ level, style, counter, restarts: false, item: null });
  }

  /** The list that one goes on with. */
  #before(tag: XmlTag, style: string, own: string | null): CountedList | null {
    const known = own === null ? undefined : this.#byId.get(own);
    if (known !== undefined) return known;
    const named = attributeOf(tag, "text:continue-list");
    if (named !== null) return this.#byId.get(named) ?? null;
    if (!isTrue(tag, "text:continue-numbering")) return null;
    const last = this.#countsByStyle ? this.#byStyle.get(style) : this.#last;
    return last?.style === style ? last : null;
  }
}
