import { readXml } from "../../xml/read-xml.ts";
import type { XmlHandler, XmlTag } from "../../xml/xml-events.ts";
import { isOn, nameOf, numberOf, wordAttribute } from "./names.ts";
import { FormatReader } from "./paragraph-format.ts";
import type { Styles } from "./styles.ts";
import { onlyTaken } from "./taken-forms.ts";
import { unclear } from "./unclear.ts";

/** How the paragraphs of one level of a list are numbered (ECMA-376 part 1, 17.9). */
export interface ListLevel {
  start: number;
  /** The name of the format; `custom` has its pattern behind a blank. */
  format: string;
  /** The text of the number, `%1.%2`. */
  text: string;
  suffix: "tab" | "space" | "nothing";
  /** Every number in it is decimal. */
  isLegal: boolean;
  /** The level, counted from 1, after which it begins again; 0 for never, null for every higher level. */
  restart: number | null;
  /** The style whose paragraphs are of this level. */
  style: string | null;
  isHidden: boolean;
  language: string | null;
}

/** A list as it is defined. */
interface ListDefinition {
  readonly levels: (ListLevel | undefined)[];
  /** The style of lists that defines the levels instead. */
  link: string | null;
}

/** A list as paragraphs name it. */
export interface ListInstance {
  readonly definition: string;
  readonly starts: (number | undefined)[];
  readonly levels: (ListLevel | undefined)[];
}

/** All lists of a document, by their ids. */
export interface Numbering {
  readonly definitions: ReadonlyMap<string, ListDefinition>;
  readonly instances: ReadonlyMap<string, ListInstance>;
}

const LEVELS = 9;

/** Reads the lists; `bytes` is null for a document that has none. */
export function readNumbering(bytes: Buffer | null): Numbering {
  const definitions = new Map<string, ListDefinition>();
  const instances = new Map<string, { definition: string } & Omit<ListInstance, "definition">>();
  if (bytes === null) return { definitions, instances };
  const formats = new FormatReader();
  let definition: ListDefinition | null = null;
  let instance: ({ definition: string } & Omit<ListInstance, "definition">) | null = null;
  let overridden: number | null = null;
  let level: ListLevel | null = null;
  const handler: XmlHandler = {
    open: (tag) => {
      const name = nameOf(tag);
      formats.open(tag);
      switch (name) {
        case "w:abstractNum":
          definition = { levels: [], link: null };
          setOnce(definitions, name, wordAttribute(tag, "abstractNumId") ?? "", definition);
          break;
        case "w:num":
          definition = null;
          instance = { definition: "", starts: [], levels: [] };
          setOnce(instances, name, wordAttribute(tag, "numId") ?? "", instance);
          break;
        case "w:abstractNumId":
          if (instance !== null) instance.definition = wordAttribute(tag) ?? "";
          break;
        case "w:numStyleLink":
          if (definition !== null) definition.link = wordAttribute(tag);
          break;
        case "w:lvlOverride":
          overridden = numberOf(tag, "ilvl");
          break;
        case "w:startOverride":
          if (instance !== null && overridden !== null && isLevel(overridden))
            instance.starts[overridden] = numberOf(tag) ?? 0;
          break;
        case "w:lvl": {
          formats.take();
          level = noLevel();
          const index = numberOf(tag, "ilvl") ?? -1;
          const holder = definition ?? instance;
          if (holder !== null && isLevel(index)) holder.levels[index] = level;
          break;
        }
        default:
          if (level !== null) readProperty(level, name, tag);
      }
    },
    close: (closed) => {
      const name = nameOf(closed);
      formats.close();
      if (name !== "w:lvl" || level === null) return;
      const { isHidden, language } = formats.take();
      level.isHidden = isHidden === true;
      level.language = language;
      level = null;
    },
    text: () => undefined,
  };
  readXml(bytes, onlyTaken("numbering", handler));
  return { definitions, instances };
}

/** Which of two lists of one id a program counts, nobody can say. */
function setOnce<T>(lists: Map<string, T>, name: string, id: string, list: T): void {
  if (lists.has(id)) throw unclear("numbering", `one ${name} of the id ${id.slice(0, 100)}`, "several");
  lists.set(id, list);
}

function readProperty(level: ListLevel, name: string, tag: XmlTag): void {
  switch (name) {
    case "w:start":
      level.start = numberOf(tag) ?? 0;
      break;
    case "w:numFmt": {
      const format = wordAttribute(tag) ?? "decimal";
      level.format = format === "custom" ? `custom ${wordAttribute(tag, "format") ?? ""}` : format;
      break;
    }
    case "w:lvlText":
      level.text = wordAttribute(tag) ?? "";
      break;
    case "w:suff": {
      const suffix = wordAttribute(tag);
      if (suffix === "space" || suffix === "nothing") level.suffix = suffix;
      break;
    }
    case "w:isLgl":
      level.isLegal = isOn(tag);
      break;
    case "w:lvlRestart":
      level.restart = numberOf(tag);
      break;
    case "w:pStyle":
      level.style = wordAttribute(tag);
      break;
  }
}

function isLevel(index: number): boolean {
  return index >= 0 && index < LEVELS;
}

/** Defaults of the standard: a list that says nothing counts from 0. */
function noLevel(): ListLevel {
  return {
    start: 0,
    format: "decimal",
    text: "",
    suffix: "tab",
    isLegal: false,
    restart: null,
    style: null,
    isHidden: false,
    language: null,
  };
}

/** Links lead from a list to a style, and from that to another list; a ring of them leads nowhere. */
const MOST_LINKS = 8;

/** The levels of a list, where another one may define them. */
export function levelsOf(
  { definitions, instances }: Numbering,
  styles: Styles,
  definition: string,
): readonly (ListLevel | undefined)[] {
  let found = definitions.get(definition);
  for (let step = 0; step < MOST_LINKS && found !== undefined && found.link !== null; step++) {
    const numId = styles.get("numbering", found.link)?.numId ?? null;
    const next = numId === null ? undefined : instances.get(numId);
    found = next === undefined ? undefined : definitions.get(next.definition);
  }
  return found?.link === null ? found.levels : [];
}
