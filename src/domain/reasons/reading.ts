import type { ReasonTable } from "./reason.ts";

/** Reasons for which the base has no text to show. */
export const READING_REASONS = {
  STOP_READER_RIGHTS: {
    sentence: "This login may not read the base.",
    wayOut:
      "Let the owner of the database run `cutter db install`, which gives cutter_reader its rights; or let DOT_CUTTER_READER_DB_USER name a login that has the same ones.",
    exitCode: 3,
  },
  STOP_TEXT_ALTERED: {
    sentence: "The base hands out a text that is not what its hash says; it is not shown.",
    wayOut:
      "Let the operator run `cutter db check` and `cutter audit`, which name what was replaced or altered; read again when that is put right.",
    exitCode: 3,
  },
  STOP_ADDRESS_UNKNOWN: {
    sentence: "No unit of the document has or had this address.",
    wayOut: "Find the address with `cutter kb list DOC`.",
    exitCode: 2,
  },
  STOP_UNIT_DRAFT: {
    sentence: "At this address stands a draft, which nobody has enacted.",
    wayOut: "Wait until it is enacted; the approvers read the draft in its request.",
    exitCode: 2,
  },
  STOP_UNIT_WITHDRAWN: {
    sentence: "What was drafted at this address was withdrawn; it was never in force.",
    wayOut: "Find what stands in the document with `cutter kb list DOC`.",
    exitCode: 2,
  },
  STOP_UNIT_REPEALED: {
    sentence: "The unit of this address was repealed.",
    wayOut: "Read it as it was on its last day with `cutter kb show ADDRESS --on DAY`.",
    exitCode: 2,
  },
  STOP_NOT_IN_FORCE: {
    sentence: "At this address no text is in force on that day.",
    wayOut: "Take a day of the list with `cutter kb show ADDRESS --on DAY`.",
    exitCode: 2,
  },
  STOP_EFFECT_OPEN: {
    sentence: "The text of this address is enacted, and the day of its effect is not set yet.",
    wayOut: "Read the text with `cutter kb history ADDRESS --json`; it is in force once its day is set.",
    exitCode: 2,
  },
  STOP_NOT_KNOWN_YET: {
    sentence: "At that time nothing was recorded of what is asked for.",
    wayOut: "Leave `--known-at` out, or take a time at which it was recorded.",
    exitCode: 2,
  },
  STOP_EXPORT_FOLDER_FOREIGN: {
    sentence: "The folder holds something that no export has written, and nothing in it was changed.",
    wayOut: "Name a folder that is empty or not there, or move what is listed somewhere else.",
    exitCode: 2,
  },
  STOP_EXPORT_FOLDER_BUSY: {
    sentence: "Another export is writing into this folder.",
    wayOut: "Wait until it has ended, or name another folder.",
    exitCode: 3,
  },
  STOP_EXPORT_IO: {
    sentence: "The folder of the export could not be read or written.",
    wayOut:
      "Free space, or name a folder that this account may write, and export again; what was cut off is gone on with.",
    exitCode: 3,
  },
} as const satisfies ReasonTable;
