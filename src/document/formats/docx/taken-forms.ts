import type { XmlHandler, XmlTag } from "../../xml/xml-events.ts";
import { nameOf } from "./names.ts";
import { unclear } from "./unclear.ts";

const XMLNS = "http://www.w3.org/2000/xmlns/";

/** Namespaces of which Word knows the elements: a form that needs only these is the one that it shows. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
  "http://purl.oclc.org/ooxml/wordprocessingml/main",
  "http://schemas.openxmlformats.org/officeDocument/2006/math",
  "http://purl.oclc.org/ooxml/officeDocument/math",
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
  "http://purl.oclc.org/ooxml/officeDocument/relationships",
  "urn:schemas-microsoft-com:vml",
  "urn:schemas-microsoft-com:office:office",
  "urn:schemas-microsoft-com:office:word",
  ...["main", "wordprocessingDrawing", "picture", "chart", "diagram", "lockedCanvas", "chartDrawing"].flatMap(
    (name) => [
      `http://schemas.openxmlformats.org/drawingml/2006/${name}`,
      `http://purl.oclc.org/ooxml/drawingml/${name}`,
    ],
  ),
  ...[
    "2006/wordml",
    "2010/wordml",
    "2010/wordprocessingShape",
    "2010/wordprocessingGroup",
    "2010/wordprocessingCanvas",
    "2010/wordprocessingInk",
    "2010/wordprocessingDrawing",
    "2012/wordprocessingDrawing",
    "2012/wordml",
    "2015/wordml/symex",
    "2016/wordml/cid",
    "2018/wordml",
    "2018/wordml/cex",
    "2020/wordml/sdtdatahash",
    "2020/oembed",
    "2023/wordml/word16du",
    "2024/wordml/sdtformatlock",
  ].map((name) => `http://schemas.microsoft.com/office/word/${name}`),
  ...[
    "2010/main",
    "2010/slicer",
    "2010/picture",
    "2012/main",
    "2012/chart",
    "2013/main/command",
    "2014/chart",
    "2014/main",
    "2014/chartex",
    "2015/9/8/chartex",
    ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((day) => [
      `2016/5/${day + 8}/chartex`,
      `2015/10/${day + 20}/chartex`,
    ]),
    "2016/ink",
    "2016/SVG/main",
    "2017/model3d",
    "2018/animation/model3d",
  ].map((name) => `http://schemas.microsoft.com/office/drawing/${name}`),
]);

interface OpenElement {
  readonly tag: XmlTag;
  /** The forms of one text: whether one of them was taken. */
  readonly forms: { isTaken: boolean } | null;
  /** Namespaces of prefixes that were asked for here; hardly ever is one. */
  known: Map<string, string | null> | null;
}

/**
 * Follows the forms of a text, `mc:AlternateContent`, of which one is taken as ECMA-376 part 3 has it: the first that needs nothing but what is
 * understood, be it empty, else the one that is left for older programs.
 */
export class TakenForms {
  readonly #part: string;
  readonly #open: OpenElement[] = [];
  /** How deep the outermost form stands that was not taken; 0 for none. */
  #untaken = 0;

  constructor(part: string) {
    this.#part = part;
  }

  /** The element that is open stands in a form that is not taken. */
  get isUntaken(): boolean {
    return this.#untaken > 0;
  }

  open(name: string, tag: XmlTag): void {
    const around = this.#open.at(-1)?.forms ?? null;
    const forms = name === "mc:AlternateContent" ? { isTaken: false } : null;
    this.#open.push({ tag, forms, known: null });
    if (name !== "mc:Choice" && name !== "mc:Fallback") return;
    const isTaken = (name === "mc:Fallback" || this.#isUnderstood(tag)) && around?.isTaken !== true;
    if (around !== null && isTaken) around.isTaken = true;
    if (!isTaken && this.#untaken === 0) this.#untaken = this.#open.length;
  }

  close(): void {
    if (this.#untaken === this.#open.length) this.#untaken = 0;
    this.#open.pop();
  }

  #isUnderstood(tag: XmlTag): boolean {
    const prefixes = (tag.attribute("Requires") ?? "").split(/\s+/).filter((prefix) => prefix !== "");
    const field = `${this.#part}, byte ${tag.startByte}`;
    if (prefixes.length === 0)
      throw unclear(field, "a name of what a form of the text needs", "mc:Choice without Requires");
    const unknown = prefixes.find((prefix) => this.#namespaceOf(prefix) === null);
    if (unknown !== undefined)
      throw unclear(field, "a namespace of each prefix in Requires", `none of ${unknown.slice(0, 64)}`);
    return prefixes.every((prefix) => UNDERSTOOD.has(this.#namespaceOf(prefix) ?? ""));
  }

  /** By the nearest declaration; each element is asked once for a prefix, so that the time does not grow with the depth. */
  #namespaceOf(prefix: string): string | null {
    let at = this.#open.length - 1;
    let found: string | null = null;
    for (; at >= 0; at--) {
      const element = this.#open[at];
      if (element === undefined) break;
      found = element.known?.get(prefix) ?? element.tag.attribute(prefix, XMLNS);
      if (found !== null) break;
    }
    for (const element of this.#open.slice(Math.max(0, at))) {
      element.known ??= new Map();
      element.known.set(prefix, found);
    }
    return found;
  }
}

/** A handler that is told nothing of forms that are not taken. */
export function onlyTaken(part: string, handler: XmlHandler): XmlHandler {
  const forms = new TakenForms(part);
  return {
    open: (tag) => {
      forms.open(nameOf(tag), tag);
      if (!forms.isUntaken) handler.open(tag);
    },
    close: (name, endByte) => {
      if (!forms.isUntaken) handler.close(name, endByte);
      forms.close();
    },
    text: (...told) => {
      if (!forms.isUntaken) handler.text(...told);
    },
  };
}
