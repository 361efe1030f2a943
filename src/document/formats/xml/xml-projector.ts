import { RefusalError, refusal } from "../../../domain/refusal.ts";
import { countLetters } from "../../projection/letters.ts";
import type { DropReason, OriginalRange, Projection } from "../../projection/projection.ts";
import { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { XmlHandler, XmlName, XmlTag } from "../../xml/xml-events.ts";
import { OpenMarks } from "../open-marks.ts";
import { Apart } from "./apart.ts";
import { FieldRecord } from "./field-record.ts";
import { LineLayout } from "./line-layout.ts";
import { marksOf } from "./marks-of.ts";
import { fold, PieceDrafts } from "./piece-drafts.ts";
import { isRootOf, type Layout, type Rule, type RuleTable, ruleFor, type XmlProfile } from "./rules.ts";

/** An element that is open. */
interface Frame {
  readonly does: Layout | "piece";
  readonly local: string;
  /** True where its children stand directly in a piece. */
  readonly isTop: boolean;
  /** True where a number or heading in it names a piece. */
  readonly isNamed: boolean;
  readonly hasMarks: boolean;
}

type Dropped = Extract<Rule, { readonly why: DropReason }>;

const NAMES: ReadonlySet<Layout> = new Set<Layout>(["number", "label", "heading", "runIn"]);

/** Makes the projection of a file in XML as a profile says. Time and memory grow with the file, whatever its depth. */
export class XmlProjector implements XmlHandler {
  readonly #profile: XmlProfile;
  readonly #writer: ProjectionWriter;
  readonly #layout: LineLayout;
  readonly #marks: OpenMarks<Frame>;
  readonly #drafts = new PieceDrafts();
  readonly #record: FieldRecord;
  readonly #frames: Frame[] = [];
  #own = "";
  #apart: Apart | null = null;
  #quotes = 0;
  #free = 0;
  /** What the open label or title prints, and the number of frames around it. */
  #printed: string | null = null;
  #printedAt = 0;
  #total = 0;

  constructor(profile: XmlProfile) {
    this.#profile = profile;
    this.#writer = new ProjectionWriter({ name: profile.name, version: profile.version });
    this.#layout = new LineLayout(this.#writer);
    this.#marks = new OpenMarks(this.#writer);
    this.#record = new FieldRecord(profile.readRecord);
  }

  open(tag: XmlTag): void {
    if (this.#apart !== null) {
      this.#apart.open(tag);
      return;
    }
    const parent = this.#frames.at(-1);
    if (parent === undefined) this.#own = tag.uri;
    const isOther = parent === undefined && !isRootOf(this.#profile, tag);
    const rule = isOther ? null : this.#ruleFor(tag, parent?.local ?? "");
    if (rule === null || rule.does === "drop")
      this.#apart = new Apart(tag, rule?.why ?? null, (inner) => this.#ruleFor(inner, ""));
    else this.#enter(tag, rule, parent);
  }

  close(_name: XmlName, endByte: number): void {
    const apart = this.#apart;
    if (apart !== null) {
      if (!apart.close()) return;
      const at = { part: null, startByte: apart.tag.startByte, endByte };
      if (apart.why !== null) this.#writer.drop(apart.tag.local, apart.why, { letters: apart.letters, at });
      this.#apart = null;
      return;
    }
    const frame = this.#frames.pop();
    if (frame !== undefined) this.#leave(frame, endByte);
  }

  text(characters: string, startByte: number, endByte: number): void {
    const letters = countLetters(characters);
    this.#total += letters;
    const apart = this.#apart;
    if (apart !== null) {
      apart.text(letters, startByte);
      return;
    }
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    if (this.#record.isOpen) this.#record.text(characters, { part: null, startByte, endByte });
    else if (letters > 0) this.#write(characters, { frame, letters, startByte, endByte });
    else if (frame.does === "pre" && characters.includes("\n")) this.#layout.turn();
    else if (frame.does !== "solid") this.#space();
  }

  /** The projection, when the whole file was read. */
  finish(): Projection {
    this.#layout.end();
    const pieces = this.#drafts.finish(this.#writer.length);
    return this.#writer.finish(this.#total, pieces);
  }

  #ruleFor(tag: XmlTag, parent: string): Rule | null {
    const rules: RuleTable | undefined =
      tag.uri === this.#own ? this.#profile.rules : this.#profile.foreign.get(tag.uri);
    const rule = ruleFor(rules, tag, parent);
    if (rule !== undefined) return rule;
    return this.#free > 0 ? { does: "apart" } : null;
  }

  #enter(tag: XmlTag, rule: Exclude<Rule, Dropped>, parent: Frame | undefined): void {
    const isTop = parent?.isTop === true;
    const isPiece = rule.does === "piece" && this.#quotes === 0 && this.#drafts.takes(rule.piece);
    const isNamed = parent?.isNamed === true;
    const does: Layout = rule.does === "piece" ? "block" : rule.does;
    const marks = marksOf(tag, {
      rule: "marks" in rule ? rule.marks : undefined,
      attributes: this.#profile.marks ?? [],
    });
    const frame: Frame = {
      does: isPiece ? "piece" : does,
      local: tag.local,
      isTop: isPiece ? !rule.piece.runsIn && !this.#drafts.isInside(rule.piece) : does === "wrap" && isTop,
      isNamed: isPiece || (does === "wrap" && isNamed),
      hasMarks: marks.length > 0,
    };
    this.#frames.push(frame);
    for (const mark of marks) this.#marks.enter(frame, tag.local, mark);
    if (does === "record") {
      if (this.#record.isOpen || this.#drafts.hasRecord) throw secondRecord(tag);
      this.#record.open();
    } else if (this.#record.isOpen) this.#record.enter(does, tag.local);
    else if (isPiece) {
      this.#layout.newPiece();
      this.#drafts.open(rule.piece, {
        startByte: this.#writer.length,
        element: tag.local,
        sourceId: idOf(tag, this.#profile.ids),
        from: tag.startByte,
      });
    } else {
      this.#layout.enter(does, isTop);
      if (isNamed && NAMES.has(does)) this.#beginName();
      else if (does !== "inline") this.#addPrinted(" ");
    }
    if (does === "quote") this.#quotes++;
    if (does === "any") this.#free++;
  }

  #leave(frame: Frame, endByte: number): void {
    const { does } = frame;
    if (frame.hasMarks) this.#marks.leave(frame);
    if (does === "quote") this.#quotes--;
    if (does === "any") this.#free--;
    if (does === "record") this.#endRecord();
    else if (this.#record.isOpen) this.#record.leave(does);
    else if (does === "piece") {
      this.#layout.endPiece();
      this.#drafts.close(endByte);
    } else {
      const isTop = this.#frames.at(-1)?.isTop === true;
      const names = this.#printed !== null && this.#printedAt === this.#frames.length;
      this.#layout.leave(does, isTop);
      if (names) this.#endName(does === "number" || does === "label" ? "label" : "title");
      else if (does !== "inline") this.#addPrinted(" ");
    }
  }

  #beginName(): void {
    this.#printed = "";
    this.#printedAt = this.#frames.length - 1;
  }

  #endName(field: "label" | "title"): void {
    this.#drafts.name(field, fold(this.#printed ?? ""));
    this.#printed = null;
  }

  #addPrinted(characters: string): void {
    if (this.#printed !== null) this.#printed += characters;
  }

  #space(): void {
    this.#layout.space();
    this.#addPrinted(" ");
  }

  #write(
    characters: string,
    at: { readonly frame: Frame; readonly letters: number } & Omit<OriginalRange, "part">,
  ): void {
    const { frame, letters, startByte, endByte } = at;
    this.#openPiece(startByte);
    this.#drafts.reach(endByte, letters, this.#printed !== null);
    const { isInWord } = this.#layout;
    const printed = this.#marks.print(characters, { isInWord, isHeading: this.#printed !== null });
    this.#addPrinted(printed);
    this.#layout.write(printed, { part: null, startByte, endByte }, frame.does === "pre");
    this.#marks.tell(letters);
  }

  /** Text behind the pieces of a container is a piece of its own. */
  #openPiece(startByte: number): void {
    if (this.#drafts.isOpen) return;
    this.#layout.newPiece();
    this.#drafts.rest(this.#writer.length, this.#frames[0]?.local ?? "", startByte);
  }

  #endRecord(): void {
    const reading = this.#record.close();
    if (reading === null) return;
    this.#drafts.take(reading);
    for (const { field, position, characters, from } of this.#record.texts) {
      const why = reading.dropped.get(field);
      const letters = countLetters(characters);
      if (why !== undefined) this.#writer.drop(field, why, { letters, at: from });
      else {
        if (letters > 0) this.#openPiece(from.startByte);
        this.#layout.field(position);
        this.#layout.write(characters, from, false);
      }
    }
    this.#layout.endFields();
  }
}

function secondRecord({ name, startByte }: XmlTag): RefusalError {
  return new RefusalError(
    refusal("STOP_STRUCTURE_UNCLEAR", {
      field: `byte ${startByte}`,
      expected: `one <${name}> that says what its element is`,
      actual: "one more",
      details: [`<${name}> at byte ${startByte}`],
    }),
  );
}

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

function idOf(tag: XmlTag, ids: readonly string[]): string {
  for (const name of ids) {
    const id = tag.attribute(name);
    if (id !== null) return id;
  }
  return tag.attribute("id", XML_NAMESPACE) ?? "";
}
