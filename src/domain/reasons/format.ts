import type { ReasonTable } from "./reason.ts";

/** Reasons about files that a reader makes a text of: XML, HTML, archives, encodings. */
export const FORMAT_REASONS = {
  STOP_TEXT_UNNAMED: {
    sentence: "The file holds text of which no rule says whether it belongs to the document.",
    wayOut:
      "Report the element with an example; until a rule names it, make a text of the file (docs/bring-a-document.md).",
    exitCode: 2,
  },
  STOP_TEXT_LOST: {
    sentence: "Letters of the file are neither in the text nor named as left out.",
    wayOut: "This is a fault of the program: report it with the document.",
    exitCode: 3,
  },
  STOP_PROJECTION_CHANGED: {
    sentence: "The reader makes another text of the stored file than the registration has bound.",
    wayOut:
      "Use the release that registered it, or register the file again, so that the new text is shown and approved.",
    exitCode: 3,
  },
  STOP_XML_NOT_WELL_FORMED: {
    sentence: "The XML is not well-formed, so that nobody can say what is text in it.",
    wayOut: "Get the whole file from the publisher again, or correct it at the named place.",
    exitCode: 2,
  },
  STOP_XML_DTD: {
    sentence: "The XML declares entities or other content of its own; no such declaration is read.",
    wayOut: "Take a copy from the publisher whose DOCTYPE declares nothing between brackets.",
    exitCode: 2,
  },
  STOP_XML_LIMIT: {
    sentence:
      "The markup is nested more deeply, or has more attributes at one element or more units, than any document.",
    wayOut: "Look at the named place: the file is damaged, or was made to do harm.",
    exitCode: 2,
  },
  STOP_STRUCTURE_UNCLEAR: {
    sentence: "The structure that the file gives contradicts itself, so that its units can't be told.",
    wayOut: "Correct the file at the named places, or make a text of it (docs/bring-a-document.md).",
    exitCode: 2,
  },
  STOP_ARCHIVE_UNSAFE: {
    sentence: "The archive has what no document needs and an attack uses.",
    wayOut:
      "Save the document again from the program that made it; if the file came from elsewhere, ask where.",
    exitCode: 2,
  },
  STOP_ARCHIVE_DAMAGED: {
    sentence: "The archive is damaged or not complete.",
    wayOut: "Get the file again, or save it again from the program that made it.",
    exitCode: 2,
  },
  STOP_ARCHIVE_ENCRYPTED: {
    sentence: "The file is encrypted.",
    wayOut: "Save it without a password, and register that file.",
    exitCode: 2,
  },
  STOP_CHANGES_OPEN: {
    sentence: "The document has tracked changes that nobody has accepted or rejected.",
    wayOut: "Accept or reject every change in the word processor, save the file, and name it again.",
    exitCode: 2,
  },
  STOP_NUMBER_UNCLEAR: {
    sentence: "A number that the word processor counts can't be computed for certain.",
    wayOut: "Type the number of the named paragraph as text in the word processor, and save the file.",
    exitCode: 2,
  },
  STOP_PDF_DAMAGED: {
    sentence: "The PDF is damaged, so that text of it may be missing.",
    wayOut:
      "Get it again from the publisher, or repair it (`qpdf FILE whole.pdf`) and compare its pages with the original.",
    exitCode: 2,
  },
  STOP_PDF_ENCRYPTED: {
    sentence: "The PDF asks for a password, or forbids to copy its text.",
    wayOut: "Ask its publisher for a copy without a password, and convert that.",
    exitCode: 2,
  },
  STOP_PDF_NO_TEXT: {
    sentence: "No page of the PDF has text: they are pictures.",
    wayOut:
      "Recognise the writing (`ocrmypdf FILE read.pdf`), convert read.pdf, and compare the text with the pictures word for word.",
    exitCode: 2,
  },
  STOP_PDF_LIMIT: {
    sentence: "The PDF takes more space, memory or time than any document.",
    wayOut:
      "Split it (`qpdf --split-pages=100 FILE part.pdf`), and convert the parts; or ask where it comes from.",
    exitCode: 2,
  },
  STOP_CONVERSION_UNCHECKED: {
    sentence: "The text still has marks of `cutter source convert`: nobody has checked these lines.",
    wayOut:
      "Compare the text with the pages, and delete the marked lines, whose comments begin with `pdf:` (docs/bring-a-document.md).",
    exitCode: 2,
  },
  STOP_CHARACTER_UNCLEAR: {
    sentence: "A reference in the markup stands for no character, so that nobody can say what is printed.",
    wayOut: "Write the character that is meant at the named place, or get the file from the publisher again.",
    exitCode: 2,
  },
  STOP_ENCODING_UNKNOWN: {
    sentence: "The encoding is not one that can be read, or is said to be two.",
    wayOut: "Name one of those that are listed with `--encoding`.",
    exitCode: 2,
  },
} as const satisfies ReasonTable;
