import { OWN_TABLES } from "./dump-frame.ts";

/**
 * Kinds of objects of which the schemas of iu-cutter have none. One that stands there is of others: it may need what a dump of schemas
 * leaves out (a table of others, another schema, an extension), and then it could not be restored.
 */
const KINDS_OF_OTHERS =
  "(?:SHELL )?TYPE|DOMAIN|COLLATION|CONVERSION|OPERATOR(?: CLASS| FAMILY)?|AGGREGATE|STATISTICS|SECURITY LABEL|" +
  "TEXT SEARCH (?:CONFIGURATION|DICTIONARY|PARSER|TEMPLATE)";
const OF_OTHERS = new RegExp(`^(?:${KINDS_OF_OTHERS})$`);
/** Comments and rights stand in sections of their own, named after what they are about. */
const ABOUT_OTHERS = new RegExp(`^(?:${KINDS_OF_OTHERS}) `);

const EDGE = Buffer.from("\n--\n-- ");
const HEADER_END = Buffer.from("\n--\n");
const HEADER = /^Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner: /s;
/** What has no end by then is no header: names are shorter. */
const MAX_HEADER_BYTES = 4096;

/**
 * The dump without the objects of others. pg_dump writes a comment of three lines before each object. No row looks like one, because a row is
 * one line. Whatever is left out, the restore proof holds the copy against the live database.
 */
export async function* ownSections(dump: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let pending: Buffer = Buffer.alloc(0);
  let isOwn = true;
  for await (const chunk of dump) {
    pending = Buffer.concat([pending, chunk]);
    let from = 0;
    let held = Math.max(0, pending.length - EDGE.length + 1);
    for (let edge = pending.indexOf(EDGE); edge >= 0; edge = pending.indexOf(EDGE, edge + 1)) {
      const start = edge + EDGE.length;
      const end = pending.subarray(0, start + MAX_HEADER_BYTES).indexOf(HEADER_END, start);
      if (end < 0) {
        if (pending.length >= start + MAX_HEADER_BYTES) continue;
        held = edge;
        break;
      }
      if (isOwn) yield pending.subarray(from, edge);
      isOwn = !isOfOthers(pending.toString("utf8", start, end));
      from = edge;
    }
    if (isOwn) yield pending.subarray(from, held);
    pending = pending.subarray(held);
  }
  if (isOwn) yield pending;
}

function isOfOthers(header: string): boolean {
  const [, name = "", kind = "", schema = ""] = HEADER.exec(header) ?? [];
  if (kind === "ACL" || kind === "COMMENT") return ABOUT_OTHERS.test(name) || isOtherColumn(name, schema);
  return OF_OTHERS.test(kind);
}

/** True for a column of a composite type of others: the tables of others are not in the dump. */
function isOtherColumn(name: string, schema: string): boolean {
  const table = /^COLUMN (.+)\.[^.]+$/.exec(name)?.[1];
  return table !== undefined && !OWN_TABLES.includes(`${schema}.${table}`);
}
