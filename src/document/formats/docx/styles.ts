import { isDeepStrictEqual } from "node:util";
import { readXml } from "../../xml/read-xml.ts";
import type { XmlHandler } from "../../xml/xml-events.ts";
import { nameOf, wordAttribute } from "./names.ts";
import { FormatReader, type ParagraphFormat } from "./paragraph-format.ts";
import { onlyTaken } from "./taken-forms.ts";
import type { TextLook } from "./text-look.ts";
import { unclear } from "./unclear.ts";

/** A style: of paragraphs, of characters, of lists or of tables. */
export interface Style extends ParagraphFormat {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly basedOn: string | null;
}

/** Longer chains of styles are made to do harm. */
const MOST_STEPS = 64;
const MOST_TOLD = 100;
const NONE: readonly Style[] = [];
const HEADING_NAME = /^heading ([1-9])$/i;

/** The styles of a document. */
export class Styles {
  readonly #byType = new Map<string, Map<string, Style>>();
  readonly #usual: string | null;
  readonly #chains = new Map<string | null, readonly Style[]>();
  readonly #characterChains = new Map<string, readonly Style[]>();
  /** The language of a text of which nothing else is said, and how it looks. */
  readonly language: string | null;
  readonly look: TextLook;

  constructor(
    styles: Iterable<Style>,
    usual: string | null,
    { language, ...look }: TextLook & Pick<ParagraphFormat, "language">,
  ) {
    this.look = look;
    for (const style of styles) {
      const byId = this.#byType.get(style.type) ?? new Map<string, Style>();
      const twin = style.id === "" ? undefined : byId.get(style.id);
      if (twin !== undefined && !isDeepStrictEqual(twin, style))
        throw unclear("styles", `one style of the id ${style.id.slice(0, MOST_TOLD)}`, "several that differ");
      this.#byType.set(style.type, byId.set(style.id, style));
    }
    this.#usual = usual;
    this.language = language;
  }

  /** The style of a paragraph, and those that it is based on, the nearest first. */
  chain(id: string | null): readonly Style[] {
    const known = this.#chains.get(id);
    if (known !== undefined) return known;
    const usual = this.#usual ?? "";
    const chain = this.#follow(this.get("paragraph", id ?? usual) ?? this.get("paragraph", usual));
    this.#chains.set(id, chain);
    return chain;
  }

  /** The style of characters, and those that it is based on, the nearest first. */
  characterChain(id: string | null): readonly Style[] {
    if (id === null) return NONE;
    const known = this.#characterChains.get(id);
    if (known !== undefined) return known;
    const chain = this.#follow(this.get("character", id));
    this.#characterChains.set(id, chain);
    return chain;
  }

  /** Styles of two types may have the same id. */
  get(type: "paragraph" | "character" | "numbering", id: string): Style | null {
    return this.#byType.get(type)?.get(id) ?? null;
  }

  #follow(first: Style | null): readonly Style[] {
    const chain: Style[] = [];
    let next = first;
    while (next !== null && !chain.includes(next) && chain.length < MOST_STEPS) {
      chain.push(next);
      next = next.basedOn === null ? null : (this.#byType.get(next.type)?.get(next.basedOn) ?? null);
    }
    return chain;
  }
}

/** The level of a heading in a chain of styles, from 0; null for a text. */
export function outlineOf(chain: readonly Style[]): number | null {
  for (const { outline, name } of chain) {
    if (outline !== null) return outline;
    const [, level] = HEADING_NAME.exec(name) ?? [];
    if (level !== undefined) return Number(level) - 1;
  }
  return null;
}

/** Reads the styles; `bytes` is null for a document that has none. */
export function readStyles(bytes: Buffer | null): Styles {
  const styles: Style[] = [];
  const formats = new FormatReader();
  let open: { type: string; id: string; name: string; basedOn: string | null; isUsual: boolean } | null =
    null;
  let usual: string | null = null;
  let defaults = formats.take();
  if (bytes === null) return new Styles(styles, usual, defaults);
  const handler: XmlHandler = {
    open: (tag) => {
      formats.open(tag);
      const name = nameOf(tag);
      if (name === "w:style") {
        formats.take();
        const type = wordAttribute(tag, "type") ?? "paragraph";
        const isDefault = wordAttribute(tag, "default");
        open = {
          type,
          id: wordAttribute(tag, "styleId") ?? "",
          name: "",
          basedOn: null,
          isUsual: type === "paragraph" && isDefault !== null && ["1", "true", "on"].includes(isDefault),
        };
      } else if (open !== null && name === "w:name") open.name = wordAttribute(tag) ?? "";
      else if (open !== null && name === "w:basedOn") open.basedOn = wordAttribute(tag);
    },
    close: (name) => {
      formats.close();
      if (nameOf(name) === "w:docDefaults") defaults = formats.take();
      if (nameOf(name) !== "w:style" || open === null) return;
      const { isUsual, ...style } = open;
      styles.push({ ...formats.take(), ...style });
      if (isUsual) usual = style.id;
      open = null;
    },
    text: () => undefined,
  };
  readXml(bytes, onlyTaken("styles", handler));
  return new Styles(styles, usual, defaults);
}
