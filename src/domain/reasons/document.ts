import type { ReasonTable } from "./reason.ts";

/** Reasons about source documents and plans. */
export const DOCUMENT_REASONS = {
  STOP_DOCUMENT_UNKNOWN: {
    sentence: "No document of that id is registered.",
    wayOut: "An operator registers it first with `cutter source register`.",
    exitCode: 2,
  },
  STOP_SOURCE_CHANGED: {
    sentence: "The stored source version is gone, or is not the one that was pinned.",
    wayOut:
      "Restore the stored version from its origin, then `cutter orchestrate resume RUN` if the run has written, or take its drafts back with `cutter orchestrate revert RUN --execute`; else register it again and cut anew.",
    exitCode: 3,
  },
  STOP_NOT_A_TEXT: {
    sentence: "The file is no text, and no reader makes one of it.",
    wayOut: "Make a text of it, by the command that is named (docs/bring-a-document.md).",
    exitCode: 2,
  },
  STOP_SOURCE_ENCODING: {
    sentence: "Bytes of the source are no text in its encoding.",
    wayOut:
      "Write the right character at the named line, or convert the whole document with iconv (docs/bring-a-document.md).",
    exitCode: 2,
  },
  STOP_SOURCE_NUL: {
    sentence: "The source holds a NUL byte.",
    wayOut: "Remove the NUL byte: `tr -d '\\000' < FILE > text.md`; look at what stood there.",
    exitCode: 2,
  },
  STOP_SOURCE_EMPTY: {
    sentence: "The source has no visible content.",
    wayOut: "Name the right file.",
    exitCode: 2,
  },
  STOP_SOURCE_TOO_LARGE: {
    sentence: "The source is larger than the limit.",
    wayOut: "Split the document, or raise the limit in the configuration.",
    exitCode: 2,
  },
  STOP_NO_UNITS: {
    sentence: "No information unit was found in the source.",
    wayOut:
      "Mark each unit as a heading on a line of its own (`## Article 1`, docs/bring-a-document.md), or take an option where one is listed.",
    exitCode: 2,
  },
  STOP_EXPECTATION_UNMET: {
    sentence: "The cut has other units than the publisher states.",
    wayOut:
      "Look at the units that are named: correct the document or the list (labels alone, as `--tree` shows them), or name another convention with `--convention`.",
    exitCode: 3,
  },
  STOP_TOO_MANY_UNITS: {
    sentence: "The source has more units than `max_units` allows.",
    wayOut: "Raise `maxUnits` in the configuration (at most 100000), or split the document.",
    exitCode: 2,
  },
  STOP_CONVENTION_AMBIGUOUS: {
    sentence: "Two conventions fit the document equally well.",
    wayOut: "Name one with `--convention`.",
    exitCode: 2,
  },
  STOP_CONVENTION_UNKNOWN: {
    sentence: "No heading convention of that name exists.",
    wayOut: "Take one of the names that are listed.",
    exitCode: 2,
  },
  STOP_CUT_DOUBTFUL: {
    sentence: "The cut leaves behind what looks like units of the document.",
    wayOut:
      "Look at the listed lines. Correct the text so that every unit begins a line like the others, or take one of the options that are listed.",
    exitCode: 2,
  },
  STOP_LINEAGE_INVALID: {
    sentence: "The lineage file does not fit the two versions.",
    wayOut:
      "Correct every listed line of the lineage file (docs/lineage.md); `cutter source diff OLD NEW` shows the units of both.",
    exitCode: 2,
  },
  STOP_LINEAGE_NEEDED: {
    sentence: "Only a person can say which units are the same.",
    wayOut:
      "Write the listed lines into a file (`cutter source diff OLD NEW --proposal FILE` does it), correct them where they are wrong (docs/lineage.md), and name it with `--lineage FILE`.",
    exitCode: 2,
  },
  STOP_ADDRESS_DUPLICATE: {
    sentence: "Two units of the document would have the same address.",
    wayOut: "Correct the document: both lines are named.",
    exitCode: 2,
  },
  STOP_ADDRESS_INVALID: {
    sentence: "A unit address would be empty or too long, or hold characters that no address may hold.",
    wayOut: "Correct the heading at the named line.",
    exitCode: 2,
  },
  STOP_PREFIX_INVALID: {
    sentence: "The document prefix is malformed or reserved.",
    wayOut: "Take 2 to 32 characters of A-Z, 0-9 and hyphen, beginning with a letter, that are not reserved.",
    exitCode: 2,
  },
  STOP_VOCABULARY: {
    sentence: "The plan uses unit kinds or section types that the live vocabulary does not have.",
    wayOut: "Add the listed values to the vocabulary, or correct the document.",
    exitCode: 2,
  },
  STOP_PLAN_NOT_DETERMINISTIC: {
    sentence: "Two builds of the plan differ.",
    wayOut: "This is a fault of the program: report it with the document.",
    exitCode: 3,
  },
  STOP_TARGET_UNSAFE: {
    sentence: "The target does not meet the criteria C1 to C7.",
    wayOut: "Correct every criterion that failed; each line says how.",
    exitCode: 2,
  },
  STOP_NOTHING_CHANGED: {
    sentence: "The units are as they are enacted already.",
    wayOut: "Nothing is to be done. If the text should differ, look at it with `cutter source diff`.",
    exitCode: 2,
  },
  STOP_BASE_NOT_HEAD: {
    sentence: "The named base is not the head of the document.",
    wayOut: "Name the head that is shown with `--base`, or leave the option out; nothing was registered.",
    exitCode: 2,
  },
  STOP_SOURCE_VERSION_EXISTS: {
    sentence: "That version of the document is already registered; snapshots are written once.",
    wayOut: "Nothing is to be done: use the registered version.",
    exitCode: 2,
  },
} as const satisfies ReasonTable;
