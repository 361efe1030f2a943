import type { XmlTag } from "../../xml/xml-events.ts";
import type { TextMark } from "../open-marks.ts";
import { LEVEL_ELEMENTS, type ListStyle, MOST_LEVELS, readFollows, readLevel } from "./list-style.ts";
import { attributeOf, numberOf } from "./names.ts";

/** What is known of a style of paragraphs, or of words in them. */
interface TextStyle {
  readonly parent: string | null;
  /** The list style; empty where the style takes one away, null where it says nothing. */
  list: string | null;
  /** The level of a heading, from 1; null for a text. */
  outline: number | null;
  readonly isAutomatic: boolean;
  language: string | null;
  /** Null where the style says nothing of it. */
  isHidden: boolean | null;
  isStruck: boolean | null;
  /** Where the text stands: above the line, below it, or in it. */
  position: Position | null;
}

type Position = "above" | "below" | "line";
type Family = "paragraph" | "text";

const NOTHING: TextStyle = {
  parent: null,
  list: null,
  outline: null,
  isAutomatic: false,
  language: null,
  isHidden: null,
  isStruck: null,
  position: null,
};
const FAMILIES: ReadonlySet<string> = new Set(["paragraph", "text"] satisfies Family[]);
/** Longer chains of styles are made to do harm. */
const MOST_STEPS = 64;

/** The styles of a document, collected tag by tag; those of a part itself go before those that all parts share. */
export class Styles {
  readonly #texts = [new Map<string, TextStyle>(), new Map<string, TextStyle>()] as const;
  readonly #lists = [new Map<string, ListStyle>(), new Map<string, ListStyle>()] as const;
  /** What holds of every paragraph of which nothing else is said. */
  #usual: TextStyle | null = null;
  #openStyle: TextStyle | null = null;
  readonly #resolved = new Map<string, TextStyle>();
  #outline: ListStyle | null = null;
  #isAutomatic = false;
  #hasMarks = false;
  #openList: ListStyle | null = null;
  #openLevel = 0;

  /** The style by which headings are numbered; null where the document has none. */
  get outline(): ListStyle | null {
    return this.#outline;
  }

  /** Another part begins: its automatic styles are its own. */
  beginPart(): void {
    this.#texts[0].clear();
    this.#resolved.clear();
    this.#lists[0].clear();
  }

  openElement(name: string, tag: XmlTag): void {
    if (name === "office:automatic-styles") this.#isAutomatic = true;
    else if (name === "office:styles") this.#isAutomatic = false;
    else if (name === "style:style") this.#readStyle(tag);
    else if (name === "style:default-style") this.#readUsual(tag);
    else if (name === "style:text-properties" && this.#openStyle !== null)
      this.#readText(this.#openStyle, tag);
    else if (name === "text:list-style" || name === "text:outline-style") this.#beginList(name, tag);
    else if (this.#openList !== null) this.#readLevel(this.#openList, name, tag);
  }

  closeElement(name: string): void {
    if (name === "text:list-style" || name === "text:outline-style") this.#openList = null;
    else if (name === "style:style" || name === "style:default-style") this.#openStyle = null;
  }

  list(name: string): ListStyle | null {
    return this.#lists[0].get(name) ?? this.#lists[1].get(name) ?? null;
  }

  /** The list style that a style of paragraphs names, itself or by those that it is based on; empty where it takes one away. */
  listOf(style: string | null): string | null {
    return this.#resolve("paragraph", style).list;
  }

  /** The level of the heading that a style makes of a paragraph, from 1. An automatic style is as the one that it is based on. */
  outlineOf(style: string | null): number | null {
    return this.#resolve("paragraph", style).outline;
  }

  /** The language of a paragraph; null where nothing says it. */
  languageOf(style: string | null): string | null {
    return this.#resolve("paragraph", style).language ?? this.#usual?.language ?? null;
  }

  /** What a style says of the text to which it is given: that it is not shown, struck, or set beside the line. */
  marksOf(family: Family, style: string | null): readonly TextMark[] {
    if (!this.#hasMarks) return [];
    const { isHidden, isStruck, position } = this.#resolve(family, style);
    const marks: TextMark[] = [];
    if (isHidden === true) marks.push({ reason: "hidden" });
    if (isStruck === true) marks.push({ reason: "deleted" });
    if (position === "above" || position === "below")
      marks.push({ reason: "raised", isAbove: position === "above" });
    return marks;
  }

  /** What a style says, itself or by those that it is based on; each chain is followed once. */
  #resolve(family: Family, style: string | null): TextStyle {
    if (style === null) return NOTHING;
    const key = `${family} ${style}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const resolved = { ...NOTHING };
    let isCommon = false;
    for (const each of this.#chain(family, style)) {
      resolved.list ??= each.list;
      resolved.language ??= each.language;
      resolved.isHidden ??= each.isHidden;
      resolved.isStruck ??= each.isStruck;
      resolved.position ??= each.position;
      if (!isCommon) resolved.outline ??= each.outline;
      isCommon ||= !each.isAutomatic;
    }
    this.#resolved.set(key, resolved);
    return resolved;
  }

  *#chain(family: Family, style: string): Generator<TextStyle> {
    const seen = new Set<TextStyle>();
    let next = this.#find(family, style);
    while (next !== undefined && !seen.has(next) && seen.size < MOST_STEPS) {
      yield next;
      seen.add(next);
      next = next.parent === null ? undefined : this.#find(family, next.parent);
    }
  }

  #find(family: Family, name: string): TextStyle | undefined {
    const key = `${family} ${name}`;
    return this.#texts[0].get(key) ?? this.#texts[1].get(key);
  }

  #readStyle(tag: XmlTag): void {
    const style = this.#beginStyle(tag);
    if (style === null) return;
    this.#resolved.clear();
    const key = `${attributeOf(tag, "style:family")} ${attributeOf(tag, "style:name")}`;
    this.#texts[this.#isAutomatic ? 0 : 1].set(key, style);
  }

  #readUsual(tag: XmlTag): void {
    const style = this.#beginStyle(tag);
    if (style !== null && attributeOf(tag, "style:family") === "paragraph") this.#usual = style;
  }

  /** The style that an element begins; null where it is one of something else. */
  #beginStyle(tag: XmlTag): TextStyle | null {
    const level = numberOf(tag, "style:default-outline-level");
    this.#openStyle = FAMILIES.has(attributeOf(tag, "style:family") ?? "")
      ? {
          parent: attributeOf(tag, "style:parent-style-name"),
          list: attributeOf(tag, "style:list-style-name"),
          outline: level === 0 ? null : level,
          isAutomatic: this.#isAutomatic,
          language: null,
          isHidden: null,
          isStruck: null,
          position: null,
        }
      : null;
    return this.#openStyle;
  }

  #readText(style: TextStyle, tag: XmlTag): void {
    const display = attributeOf(tag, "text:display");
    style.language = attributeOf(tag, "fo:language");
    style.isHidden = display === null ? null : display === "none";
    const line =
      attributeOf(tag, "style:text-line-through-style") ?? attributeOf(tag, "style:text-line-through-type");
    style.isStruck = line === null ? null : line !== "none";
    style.position = positionOf(attributeOf(tag, "style:text-position"));
    this.#hasMarks ||= style.isHidden === true || style.isStruck === true || style.position !== null;
  }

  #beginList(name: string, tag: XmlTag): void {
    const list: ListStyle = { name: attributeOf(tag, "style:name") ?? "Outline", levels: [] };
    this.#openList = list;
    if (name === "text:outline-style") this.#outline = list;
    else this.#lists[this.#isAutomatic ? 0 : 1].set(list.name, list);
  }

  #readLevel(list: ListStyle, name: string, tag: XmlTag): void {
    if (LEVEL_ELEMENTS.has(name)) {
      const level = numberOf(tag, "text:level") ?? 0;
      this.#openLevel = level >= 1 && level <= MOST_LEVELS ? level : 0;
      if (this.#openLevel > 0) list.levels[level] = readLevel(name, tag, level);
      return;
    }
    const follows = readFollows(tag);
    const open = list.levels[this.#openLevel];
    if (follows !== null && open !== undefined) list.levels[this.#openLevel] = { ...open, follows };
  }
}

/** `super 58%`, `33% 58%`: by how much the text is set higher, then its size. */
function positionOf(value: string | null): Position | null {
  if (value === null) return null;
  if (/^\s*(?:super|[1-9])/.test(value)) return "above";
  return /^\s*(?:sub|-)/.test(value) ? "below" : "line";
}
