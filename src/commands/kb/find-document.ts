import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { BaseReader } from "../../ports/reader.ts";

type Found = NonNullable<Awaited<ReturnType<BaseReader["findDocument"]>>>;

/** The document of an id or a prefix; the one of an address is that of its first part. */
export async function findDocument(reader: BaseReader, name: string): Promise<Result<Found>> {
  // Prefixes are in capitals, and are easily typed without them.
  const found = (await reader.findDocument(name)) ?? (await reader.findDocument(name.toUpperCase()));
  if (found !== null) return accepted(found);
  return refused(
    refusal("STOP_DOCUMENT_UNKNOWN", {
      field: name,
      expected: "the id or the prefix of a document",
      wayOut: "Find the document with `cutter kb list`.",
    }),
  );
}

export function findDocumentOf(reader: BaseReader, address: string): Promise<Result<Found>> {
  return findDocument(reader, address.split("/")[0] ?? "");
}
