import type { FileKind } from "./file-kind.ts";

const SAVE =
  "Open it in its program, and save the text alone: as plain text in UTF-8, or as HTML for pandoc. docs/bring-a-document.md says what to check.";
const ATTACHED = "What is attached is a document of its own.";
const MESSAGE: FileKind = { name: "a mail message", wayOut: `${SAVE} ${ATTACHED}` };
const MAILBOX: FileKind = {
  name: "a mailbox (mbox)",
  wayOut: `${SAVE} ${ATTACHED} It holds many messages: take one document out of it.`,
};
const PARTS: FileKind = { name: "a web page or message with attachments (MIME)", wayOut: SAVE };

/** The line between the messages of a mailbox. */
const MBOX_LINE =
  /^From \S{1,300} {1,4}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d(?::\d\d)? /;
const FIELD = /^([A-Za-z][\w-]{0,60}):[ \t]{0,20}(.{0,300})/;
const GOES_ON = /^[ \t]/;
const MAX_LINES = 400;
/** Fields that no text but a message has; one of them and a second field tell it. */
const STRONG: ReadonlySet<string> = new Set(
  "message-id received return-path delivered-to mime-version content-transfer-encoding dkim-signature snapshot-content-location".split(
    " ",
  ),
);
const MANY_PARTS = /^(?:multipart|text\/html)/i;
const ADDRESS = /@[\w-]{1,100}\.[\w.-]{2,100}/;
const TIME = /\b\d\d:\d\d\b/;

/** The kind of mail that a text is by the fields at its head; null where they are those of front matter or of a memorandum. */
export function findMailKind(head: string): FileKind | null {
  if (MBOX_LINE.test(head)) return MAILBOX;
  const fields = readFields(head);
  const type = fields.get("content-type") ?? "";
  if (MANY_PARTS.test(type)) return PARTS;
  if (fields.size > 1 && [...fields.keys()].some((name) => STRONG.has(name))) return MESSAGE;
  const isSent = ADDRESS.test(fields.get("from") ?? "") && TIME.test(fields.get("date") ?? "");
  return isSent ? MESSAGE : null;
}

/** The fields before the first empty line, by their names in lower case; none where another line stands among them. */
function readFields(head: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of head.split(/\r?\n/, MAX_LINES)) {
    if (line.trim() === "") break;
    if (GOES_ON.test(line) && fields.size > 0) continue;
    const field = FIELD.exec(line);
    if (field === null) return new Map();
    fields.set((field[1] ?? "").toLowerCase(), field[2] ?? "");
  }
  return fields;
}
