import type { MarkReason } from "../../../domain/source-reading.ts";
import type { SectionType, UnitKind } from "../../../domain/vocabulary.ts";
import type { DropReason } from "../../projection/projection.ts";
import type { XmlName, XmlTag } from "../../xml/xml-events.ts";
import type { TextMark } from "../open-marks.ts";
import type { AttributeMark } from "./marks-of.ts";

/**
 * What an element does to the text that stands in it.
 *
 * - `block`: stands on lines of its own; blocks directly in a piece are apart by a blank line.
 * - `wrap`: a frame around blocks, which stand as if it were not there.
 * - `inline`: adds nothing, so that no word is split.
 * - `apart`: stands in the line, with a space before and behind.
 * - `break`: the next words stand in the next line.
 * - `number`: a printed number; what follows stands in its line. Directly in a piece it is the label, and has a line of its own.
 * - `label`: a line of its own; directly in a piece it is the label.
 * - `heading`: a line of its own; directly in a piece it is the title.
 * - `runIn`: a heading; what follows stands in its line, unless it is the title of a piece.
 * - `solid`: a block whose white space between elements is none of the text.
 * - `row`, `cell`: a row is a line, its cells are apart by tabs.
 * - `pre`: lines and spaces are kept.
 * - `quote`: a block that quotes: no unit and no container begins in it.
 * - `any`: text of other formats, in which an element without a rule stands apart.
 * - `record`, `field`: data of a piece, which is told when the record ends.
 */
export type Layout =
  | "block"
  | "wrap"
  | "inline"
  | "apart"
  | "break"
  | "number"
  | "label"
  | "heading"
  | "runIn"
  | "solid"
  | "row"
  | "cell"
  | "pre"
  | "quote"
  | "any"
  | "record"
  | "field";

/** An element that is a unit, or a container of units. */
export interface PieceRule {
  /**
   * Null for a container. An element that may be a unit is one where none of a lower rank stands in it, and where it stands in none; the others
   * are containers.
   */
  readonly rank: number | null;
  /** Of a unit. */
  readonly kind: UnitKind | "";
  readonly word: string;
  /** The part with a numbering of its own that it opens. */
  readonly scope: SectionType | null;
  /** True where its number stands in the line of its text. */
  readonly runsIn: boolean;
  /** True where it is text in an annex, whose parts are numbered as the units of the document are. */
  readonly isMain?: boolean;
  /** Finds the label and the title, its groups, in the printed number where one element holds both. */
  readonly split?: RegExp;
}

export type Rule =
  | { readonly does: Layout; readonly marks?: TextMark }
  | { readonly does: "drop"; readonly why: DropReason }
  | { readonly does: "piece"; readonly piece: PieceRule };

/** A rule that depends on the parent's local name, or on an attribute. */
export interface Choice {
  /** Null for the parent's name. */
  readonly attribute: string | null;
  readonly cases: ReadonlyMap<string, Rule>;
  /** For any other value of the attribute, where one is given. */
  readonly given?: Rule;
  readonly otherwise: Rule | Choice;
}

/** Rules by the local names of one namespace. */
export type RuleTable = ReadonlyMap<string, Rule | Choice>;

/** A format in XML, as data. */
export interface XmlProfile {
  readonly name: string;
  readonly version: number;
  /** With its article: `an Akoma Ntoso document`. */
  readonly format: string;
  /** Local names of root elements. */
  readonly roots: ReadonlySet<string>;
  /** Namespaces of root elements; every element of the format stands in the namespace of its root. */
  readonly namespaces: RegExp;
  /** Attributes that hold the identifier of a piece, the most telling first. */
  readonly ids: readonly string[];
  readonly rules: RuleTable;
  /** Rules for elements of other formats, by their namespace. */
  readonly foreign: ReadonlyMap<string, RuleTable>;
  /** Attributes of any element that mark its text. */
  readonly marks?: readonly AttributeMark[];
  /** Reads the record of a piece. */
  readonly readRecord?: (fields: ReadonlyMap<string, string>, before: string) => RecordReading;
}

/** What the fields of a record say of the piece in which it stands. */
export interface RecordReading {
  readonly role: "unit" | "container";
  readonly kind: UnitKind | string;
  readonly word: string;
  readonly label: string;
  readonly title: string;
  readonly depth: number;
  /** Told to the reading of the next record. */
  readonly position: string;
  /** Why a field is left out; the others are printed, each on a line. */
  readonly dropped: ReadonlyMap<string, DropReason>;
}

export function isRootOf(profile: XmlProfile, { local, uri }: XmlName): boolean {
  return profile.roots.has(local) && profile.namespaces.test(uri);
}

/** A container of units. */
export const CONTAINER: Rule = piece({});

/** An element that may be a unit. */
export function unit(rank: number, kind: UnitKind, word: string, split?: RegExp): Rule {
  return piece({ rank, kind, word, ...(split === undefined ? {} : { split }) });
}

/** A container in which numbering begins again. */
export function scope(section: SectionType): Rule {
  return piece({ scope: section });
}

export function piece(known: Partial<PieceRule>): Rule {
  return { does: "piece", piece: { rank: null, kind: "", word: "", scope: null, runsIn: false, ...known } };
}

/** Text in the line that the file marks as deleted. */
export const STRUCK: Rule = { does: "inline", marks: { reason: "deleted" } };

/** Text that is set above the line, where it may be read as a part of the word before it. */
export const RAISED: Rule = { does: "inline", marks: { reason: "raised", isAbove: true } };

/** Text that is set below the line. */
export const LOWERED: Rule = { does: "inline", marks: { reason: "raised" } };

/** An attribute that marks text by some of its values, or by any. */
export function markedBy(attribute: string, as: MarkReason, values?: string): AttributeMark {
  return { attribute, as, values: values === undefined ? null : new Set(values.split(" ")) };
}

export function drop(why: DropReason): Rule {
  return { does: "drop", why };
}

/** A rule by the name of the parent. */
export function within(cases: Readonly<Record<string, Rule>>, otherwise: Rule): Choice {
  return { attribute: null, cases: new Map(Object.entries(cases)), otherwise };
}

/** A rule by the value of an attribute. */
export function byAttribute(
  attribute: string,
  cases: Readonly<Record<string, Rule>>,
  otherwise: Rule,
): Choice {
  return { attribute, cases: new Map(Object.entries(cases)), otherwise };
}

/** A rule for elements that have an attribute. */
export function having(attribute: string, given: Rule, otherwise: Rule | Choice): Choice {
  return { attribute, cases: new Map(), given, otherwise };
}

/** A table from lists of names: later entries stand above earlier ones. */
export function table(...entries: readonly (readonly [Rule | Choice | Layout, string])[]): RuleTable {
  const rules = new Map<string, Rule | Choice>();
  for (const [rule, names] of entries)
    for (const name of names.split(/\s+/))
      if (name !== "") rules.set(name, typeof rule === "string" ? { does: rule } : rule);
  return rules;
}

/** The rule for an element, or undefined. */
export function ruleFor(rules: RuleTable | undefined, tag: XmlTag, parent: string): Rule | undefined {
  let found = rules?.get(tag.local);
  while (found !== undefined && !("does" in found)) {
    const key: string | null = found.attribute === null ? parent : tag.attribute(found.attribute);
    const given = key === null ? undefined : found.given;
    found = found.cases.get(key ?? "") ?? given ?? found.otherwise;
  }
  return found;
}
