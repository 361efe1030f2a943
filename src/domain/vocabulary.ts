/**
 * Every unit kind that the cutter can write, with what it stands for. The reference schema seeds `vocab.unit_kind.*`
 * from these names; a plan whose kinds the live vocabulary lacks is refused.
 */
export const UNIT_KINDS = {
  article: "a numbered article of a law, constitution, treaty or charter",
  section: "a numbered section or paragraph (§) of a law, policy or specification",
  rule: "a numbered rule of a procedure or a court",
  clause: "a numbered clause of a licence, contract or standard",
  heading: "a piece named by its heading alone",
  preamble: "what stands before the first article: preamble, recitals, enacting formula",
  closing: "what stands after the last article: signatures, promulgation",
  annex: "an annex, schedule or appendix cut as one piece",
  document: "a whole document cut as one piece",
} as const satisfies Readonly<Record<string, string>>;

/**
 * Every section type: the part of the document in which a unit stands. The reference schema seeds
 * `vocab.section_type.*` from these names.
 */
export const SECTION_TYPES = {
  body: "the main body",
  preamble: "before the main body",
  annex: "an annex, schedule or appendix with its own numbering",
  supplementary: "supplementary provisions with their own numbering",
  transitional: "transitional or final provisions with their own numbering",
  closing: "after the main body",
} as const satisfies Readonly<Record<string, string>>;

/** Publication types that the reference schema seeds as `vocab.publication_type.*`. */
export const PUBLICATION_TYPES = {
  law: "a law, constitution, treaty or regulation",
  policy: "a policy, charter or set of terms",
  specification: "a technical specification or standard",
  handbook: "a handbook or guide",
  other: "anything else",
} as const satisfies Readonly<Record<string, string>>;

export type UnitKind = keyof typeof UNIT_KINDS;
export type SectionType = keyof typeof SECTION_TYPES;
