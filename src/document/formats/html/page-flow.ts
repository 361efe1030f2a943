import { countLetters } from "../../projection/letters.ts";
import type { OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import { OpenMarks, type TextMark } from "../open-marks.ts";
import { type Flow, flowOf, isKept, levelOf } from "./element-flow.ts";
import { isAnnotation, isForeignRoot, RAW, VOID } from "./element-names.ts";
import type { HtmlHandler, HtmlTag } from "./html-events.ts";
import { LeftOut } from "./left-out.ts";
import { LineFlow } from "./line-flow.ts";
import { ListNumbers } from "./list-numbers.ts";
import { MainPart } from "./main-part.ts";
import { marksOf, NO_MARKS } from "./marks-of.ts";
import { OpenElements } from "./open-elements.ts";
import type { PageProfile, RoleListener, RolePlace } from "./page-profile.ts";
import { type DropRule, listsContents, unfolds } from "./page-rules.ts";
import { Ruby } from "./ruby.ts";
import { ScriptText } from "./script-text.ts";

interface Known<R> {
  readonly tag: HtmlTag;
  readonly flow: Flow;
  readonly level: number;
  readonly list: ListNumbers | null;
  readonly drop: DropRule | null;
  readonly isContents: boolean;
  readonly marks: readonly TextMark[];
  readonly role: R | null;
}

/** Writes a page into a projection: text in lines and blocks, what is left out under its names. */
export class PageFlow<R> implements HtmlHandler {
  readonly #profile: PageProfile<R>;
  readonly #listener: RoleListener<R>;
  readonly #writer: ProjectionWriter;
  readonly #lines: LineFlow;
  readonly #marks: OpenMarks<Known<R>>;
  readonly #ruby = new Ruby();
  readonly #left: LeftOut<Known<R>>;
  readonly #elements: OpenElements<Known<R>>;
  readonly #lists: (ListNumbers | null)[] = [];
  readonly #reversed: readonly number[];
  readonly #main = new MainPart();
  readonly #script = new ScriptText();
  #reversedSeen = 0;
  #pre = 0;
  /** Letters of text, counted before any rule is asked. */
  #total = 0;

  /** `reversed` has the number of items of each reversed list, in order. */
  constructor(
    writer: ProjectionWriter,
    {
      profile,
      listener,
      reversed,
    }: {
      readonly profile: PageProfile<R>;
      readonly listener: RoleListener<R>;
      readonly reversed: readonly number[];
    },
  ) {
    this.#writer = writer;
    this.#marks = new OpenMarks(writer);
    this.#left = new LeftOut(writer);
    this.#profile = profile;
    this.#listener = listener;
    this.#reversed = reversed;
    this.#lines = new LineFlow(writer);
    this.#elements = new OpenElements((known, endByte) => this.#leave(known, endByte));
  }

  isForeign(): boolean {
    return this.#elements.isForeign;
  }

  open(tag: HtmlTag): void {
    if (this.#script.isOpen) return;
    const { name } = tag;
    if (!this.#elements.prepare(name, tag.startByte)) return;
    if (VOID.has(name)) {
      this.#openVoid(tag);
      return;
    }
    const root = this.#elements.foreignRoot;
    // `nav` or `title` in a drawing is an element of the drawing.
    const known = root === null || isAnnotation(name) ? this.#know(tag) : bareElement<R>(tag);
    if (known.flow !== "inline") this.#left.endBlock();
    if (tag.isClosed) {
      if (this.#left.owner === null && known.drop === null) {
        this.#enterFlow(known);
        this.#lines.leave(known.flow, known.level);
        if (known.flow === "list") this.#lists.pop();
      }
      return;
    }
    const isPlain =
      known.flow === "inline" &&
      known.level === 0 &&
      known.drop === null &&
      known.role === null &&
      known.marks.length === 0 &&
      !known.isContents;
    if (isPlain && !isKept(name) && !isForeignRoot(name) && root === null) return;
    this.#elements.push(name, known, tag.startByte);
    this.#enter(known);
  }

  close(name: string, startByte: number, endByte: number): void {
    if (name === "script" && this.#script.staysOpen()) return;
    if (this.#script.isOpen) return;
    const isEnd = this.#elements.end(name, endByte);
    if (name === "br") this.#openVoid({ name, startByte, endByte, isClosed: true, attribute: () => null });
    else if (name === "p" && !isEnd && this.#left.owner === null) this.#lines.breakBlock();
  }

  text(characters: string, startByte: number, endByte: number): void {
    const letters = countLetters(characters);
    this.#total += letters;
    if (this.#left.owner?.tag.name === "script") this.#script.read(characters);
    if (this.#left.owner !== null) {
      this.#left.count(letters, characters);
      return;
    }
    if (letters > 0 && this.#main.isBehind(letters, startByte)) {
      this.#left.loose("text behind main", "navigation", { characters, letters, at: { startByte, endByte } });
      return;
    }
    const from = { part: null, startByte, endByte };
    const printed = letters > 0 ? this.#mark(characters, from) : characters;
    if (letters > 0) this.#listener.text(printed, from, this.#lines.isBreaking);
    if (this.#pre > 0) this.#lines.preformatted(printed, from);
    else this.#lines.text(printed, from);
    if (letters > 0) this.#marks.tell(letters);
  }

  /** A text with letters as the elements around it have it printed. */
  #mark(characters: string, at: OriginalRange): string {
    const { isBreaking, isInWord, isHeading } = this.#lines;
    if (!isBreaking) this.#writer.add(this.#ruby.before(), { ...at, endByte: at.startByte });
    return this.#marks.print(characters, { isInWord, isHeading });
  }

  comment(startByte: number, endByte: number): void {
    this.#left.name("comment", "comment", 0, { startByte, endByte });
  }

  /** Closes what is open; how many letters of text there were. */
  finish(endByte: number): number {
    this.#elements.endAll(endByte);
    this.#left.endBlock();
    return this.#total;
  }

  #know(tag: HtmlTag): Known<R> {
    const flow = this.#profile.flow(tag) ?? flowOf(tag);
    const isOut = this.#left.owner !== null;
    return {
      tag,
      flow,
      level: isOut ? 0 : levelOf(tag),
      list: tag.name === "ol" ? this.#numbersOf(tag) : null,
      drop: isOut || (this.#lines.isHeading && unfolds(tag)) ? null : this.#profile.drop(tag),
      isContents: !isOut && listsContents(tag),
      marks: isOut ? NO_MARKS : marksOf(tag),
      role: isOut ? null : this.#profile.role(tag),
    };
  }

  #numbersOf(tag: HtmlTag): ListNumbers {
    const isReversed = tag.attribute("reversed") !== null;
    return new ListNumbers(tag, isReversed ? (this.#reversed[this.#reversedSeen++] ?? 0) : 0);
  }

  #enter(known: Known<R>): void {
    this.#main.enter(known.tag);
    if (this.#left.owner !== null) return;
    if (known.drop !== null) {
      this.#left.begin(known, known.drop, known.tag.startByte, RAW.has(known.tag.name));
      if (known.tag.name === "script") this.#script.begin();
      if (known.flow !== "inline") this.#lines.breakBlock();
      return;
    }
    for (const mark of known.marks) this.#marks.enter(known, known.tag.name, mark);
    this.#ruby.enter(known.tag.name);
    if (known.isContents) this.#lines.enterContents();
    this.#enterFlow(known);
    if (known.flow === "pre") this.#pre++;
    if (known.role !== null) this.#listener.enter(known.role, known.tag, this.#placeOf(known.level));
  }

  #enterFlow({ flow, level, list, tag }: Known<R>): void {
    if (flow === "list") this.#lists.push(list);
    const around = flow === "item" ? this.#lists.at(-1) : null;
    const isBullet = flow === "list" && list === null;
    this.#lines.enter(flow, { level, number: around?.next(tag) ?? null, isBullet });
  }

  #leave(known: Known<R>, endByte: number): void {
    if (known.flow !== "inline") this.#left.endBlock();
    this.#main.leave(known.tag);
    if (this.#left.owner !== null) {
      if (known !== this.#left.owner) return;
      this.#left.end(endByte);
      if (known.flow !== "inline") this.#lines.breakBlock();
      return;
    }
    if (known.marks.length > 0) this.#marks.leave(known);
    this.#writer.add(this.#ruby.leave(known.tag.name), { part: null, startByte: endByte, endByte });
    if (known.role !== null) this.#listener.leave(known.role);
    if (known.flow === "pre") this.#pre--;
    if (known.flow === "list") this.#lists.pop();
    this.#lines.leave(known.flow, known.level);
    if (known.isContents) this.#lines.leaveContents();
  }

  #placeOf(level: number): RolePlace {
    const ids: string[] = [];
    let isInTable = false;
    for (const { tag, flow } of this.#elements.outwards()) {
      const id = tag.attribute("id");
      if (id !== null) ids.push(id);
      isInTable ||= flow === "row";
    }
    return { ids, isInTable, level };
  }

  #openVoid({ name, startByte, endByte }: HtmlTag): void {
    if (name === "img" || name === "embed") this.#left.name(name, "object", 0, { startByte, endByte });
    if (name === "br" || name === "hr") this.#left.endBlock();
    if (this.#left.owner !== null) return;
    if (name === "br") this.#lines.breakLine();
    else if (name === "hr") this.#lines.breakBlock();
  }
}

/** An element of a drawing or a formula. */
function bareElement<R>(tag: HtmlTag): Known<R> {
  return {
    tag,
    flow: "inline",
    level: 0,
    list: null,
    drop: null,
    isContents: false,
    marks: NO_MARKS,
    role: null,
  };
}
