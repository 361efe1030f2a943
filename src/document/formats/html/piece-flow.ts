import type { UnitKind } from "../../../domain/vocabulary.ts";
import type { OriginalRange } from "../../projection/projection.ts";
import type { ProjectionWriter } from "../../projection/projection-writer.ts";
import type { HtmlTag } from "./html-events.ts";
import type { RoleListener, RolePlace } from "./page-profile.ts";
import type { PieceRole } from "./piece-role.ts";
import { Quotations } from "./quotations.ts";
import { WordRanks } from "./word-ranks.ts";

const SPACES = /\s+/g;
/** Units stand in every container that is open. */
const UNIT_DEPTH = 1000;
/** `TITEL I`, `Kapitel 2`, `II. FEJEZET`. */
const NUMBERED = /(?:^|\s)(?:[IVXLC]+|\d+[a-z]?)\.?$|^(?:[IVXLC]+|\d+)\.?\s+\p{L}+$/u;
/** Longer than any head: what an element that nothing closes holds is text. */
const MOST_HEAD = 4000;
const ARTICLE_ID = /(?:^|\.)art_[^.]+$/;

/** A head whose text is read. */
interface OpenHead {
  role: PieceRole;
  /** As the element was told. */
  readonly asked: PieceRole;
  /** It goes on with the head before: a title. */
  isTitle: boolean;
  readonly tag: HtmlTag;
  readonly place: RolePlace;
  text: string;
  isBegun: boolean;
}

/** How a publisher's heads are read. */
export interface PieceHouse {
  /** Kind and address word of a unit whose label names none. */
  readonly kind: UnitKind;
  readonly word: string;
  /** The label and the title in the first line of a head. */
  split(head: string): { readonly label: string; readonly title: string };
}

/** Begins the pieces of a document at the heads that its page names, and gives them the labels and titles that stand in these. */
export class PieceFlow implements RoleListener<PieceRole> {
  units = 0;
  readonly #writer: ProjectionWriter;
  readonly #house: PieceHouse;
  readonly #quotations = new Quotations();
  readonly #ranks = new WordRanks();
  readonly #articleIds = new Set<string>();
  #head: OpenHead | null = null;
  /** What the open piece is, and whether only its head has come yet. */
  #piece: PieceRole | "front" | null = null;
  #isHeadOnly = false;
  #title = "";
  #startByte = 0;
  #endByte = 0;

  constructor(writer: ProjectionWriter, house: PieceHouse) {
    this.#writer = writer;
    this.#house = house;
  }

  enter(role: PieceRole, tag: HtmlTag, place: RolePlace): void {
    if (this.#head === null && this.#isMeant(role))
      this.#head = {
        role,
        asked: role,
        tag,
        place,
        text: "",
        isBegun: false,
        isTitle: role.endsWith("-title"),
      };
  }

  text(characters: string, from: OriginalRange, breaks: boolean): void {
    if (breaks) this.#quotations.endBlock();
    const head = this.#head;
    if (head !== null && !head.isBegun) this.#begin(head, characters);
    if (this.#piece === null) this.#open("front", from.startByte);
    if (this.#head === null) this.#isHeadOnly = false;
    else if (this.#head.text.length < MOST_HEAD) this.#head.text += breaks ? `\n${characters}` : characters;
    this.#quotations.read(characters);
    this.#endByte = from.endByte;
  }

  leave(role: PieceRole): void {
    const head = this.#head;
    if (head === null || head.asked !== role || role === "closing") return;
    this.#head = null;
    if (!head.isBegun) return;
    if (head.isTitle) {
      this.#addTitle(fold(head.text));
      return;
    }
    const [first = "", ...rest] = head.text.trim().split("\n").map(fold);
    const { label, title } = head.role === "unit" ? this.#house.split(first) : { label: first, title: "" };
    this.#title = fold(`${title} ${rest.join(" ")}`);
    const depth = head.role === "container" ? this.#ranks.depthOf(label, head.place) : null;
    this.#writer.describe({ label, title: this.#title, ...(depth === null ? {} : { depth }) });
  }

  finish(endByte: number): void {
    if (this.#piece !== null) this.#end(Math.min(endByte, this.#endByte));
  }

  /** Titles belong to the head before them, and what stands behind the act follows a unit. */
  #isMeant(role: PieceRole): boolean {
    if (role === "unit-title") return this.#piece === "unit" && this.#isHeadOnly;
    if (role === "container-title")
      return this.#isHeadOnly && (this.#piece === "container" || this.#piece === "annex");
    if (role === "annex" || role === "closing") return this.units > 0 && !this.#quotations.isOpen;
    return true;
  }

  #begin(head: OpenHead, characters: string): void {
    const { role, tag, place } = head;
    if (role === "division") {
      head.role = "container";
      head.isTitle = this.#piece === "container" && this.#isHeadOnly && !NUMBERED.test(characters.trim());
    }
    if (role === "unit" && !this.#isOwn(place, characters)) {
      this.#head = null;
      return;
    }
    if (head.role === "container" && (this.#quotations.isOpenAt(characters) || place.isInTable)) {
      this.#head = null;
      return;
    }
    head.isBegun = true;
    // An annex has its number and its title in elements of one kind.
    head.isTitle ||= role === "annex" && this.#piece === "annex" && this.#isHeadOnly;
    if (!head.isTitle) this.#open(head.role, tag.startByte, head);
    if (role === "closing") this.#head = null;
  }

  /** Of several heads in one article the first is its own, and the others are those of a text that it quotes. */
  #isOwn(place: RolePlace, characters: string): boolean {
    const id = place.ids.find((name) => ARTICLE_ID.test(name));
    if (id !== undefined) {
      if (this.#articleIds.has(id)) return false;
      this.#articleIds.add(id);
      return true;
    }
    return !place.isInTable && !this.#quotations.isOpenAt(characters);
  }

  #open(role: PieceRole | "front", startByte: number, head: OpenHead | null = null): void {
    if (this.#piece !== null) this.#end(startByte);
    this.#piece = role;
    this.#isHeadOnly = head !== null;
    this.#title = "";
    this.#startByte = startByte;
    if (role === "unit") this.units++;
    const isAnnex = role === "annex";
    if (isAnnex) this.#ranks.clear();
    this.#writer.begin({
      role: role === "unit" ? "unit" : role === "container" || isAnnex ? "container" : "non-content",
      kind: role === "unit" ? this.#house.kind : KINDS[role],
      word: role === "unit" ? this.#house.word : "",
      label: "",
      title: "",
      depth: role === "unit" ? UNIT_DEPTH : 0,
      scope: isAnnex ? "annex" : null,
      sourceId: head?.tag.attribute("id") ?? "",
      original: { part: null, startByte, endByte: startByte },
    });
  }

  #end(endByte: number): void {
    this.#writer.describe({
      original: { part: null, startByte: this.#startByte, endByte: Math.max(endByte, this.#startByte) },
    });
  }

  #addTitle(text: string): void {
    this.#title = fold(`${this.#title} ${text}`);
    this.#writer.describe({ title: this.#title });
  }
}

const KINDS: Readonly<Record<PieceRole | "front", string>> = {
  front: "front",
  unit: "section",
  "unit-title": "section",
  container: "division",
  "container-title": "division",
  division: "division",
  annex: "annex",
  closing: "closing",
};

function fold(text: string): string {
  return text.replace(SPACES, " ").trim();
}
