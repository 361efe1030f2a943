import { z } from "zod";
import { canonicalJson } from "../json/canonical-json.ts";
import { TreeHash } from "../merkle/tree-hash.ts";
import { batchIdSchema } from "./batch.ts";
import { readDay } from "./days.ts";
import { MODES } from "./phases.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { runIdSchema } from "./run.ts";
import type { StateFile } from "./state-file.ts";
import { sha256Text, utcText } from "./text-forms.ts";

/** What the root key signs; the signature lies beside it under this name and the ending of its system. */
export const ROOT_FILE = "root.txt";
/** The answer of the time stamping authority, over the signature. */
export const STAMP_FILE = "root.tsr";
export const STAMP_QUERY_FILE = "root.tsq";
/** SSH keys sign seals in this namespace, so that no signature of a commit or mail passes for one. */
export const SEAL_NAMESPACE = "iu-cutter-seal";

/** The detached signature as gpg and ssh-keygen name it. */
export function signatureFile(system: "openpgp" | "ssh"): string {
  return `${ROOT_FILE}.${system === "ssh" ? "sig" : "asc"}`;
}

const dayText = z.string().refine((text) => readDay("day", text).ok, "YYYY-MM-DD");

const sealedRunSchema = z
  .strictObject({
    kind: z.literal("run"),
    run_id: runIdSchema,
    document_id: z.string(),
    mode: z.enum(MODES),
    closed_utc: utcText,
    batch_id: batchIdSchema.nullable(),
    /** The live database as the run has found it; null where its journal was lost and does not tell. */
    database: z.strictObject({ name: z.string(), system_identifier: z.string() }).readonly().nullable(),
    /** sha256 of its `evidence.json`, which names every other file of it and the head of its journal. */
    evidence_sha256: sha256Text,
  })
  .readonly();

const sealedBatchSchema = z
  .strictObject({
    kind: z.literal("batch"),
    batch_id: batchIdSchema,
    closed_utc: utcText,
    evidence_sha256: sha256Text,
  })
  .readonly();

/** A leaf of the tree: a closed run, whether a member of a batch or not, or a closed batch. */
const entrySchema = z.discriminatedUnion("kind", [sealedRunSchema, sealedBatchSchema]);

export type SealedEntry = z.infer<typeof entrySchema>;
export type SealedRun = z.infer<typeof sealedRunSchema>;

const sealSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/seal/1"),
    /** The first day; null from the beginning. A seal that goes on from another also holds what that one lacks. */
    since: dayText.nullable(),
    /** The last day, to its end in UTC. */
    until: dayText,
    /** sha256 of the root file of the seal that this one goes on from. */
    previous_sha256: sha256Text.nullable(),
    root: sha256Text,
    entries: z.array(entrySchema).min(1).readonly(),
  })
  .readonly();

export type Seal = z.infer<typeof sealSchema>;

export const SEAL_FILE: StateFile<Seal> = {
  name: "seal.json",
  holds: "the list of a seal",
  schema: sealSchema,
};

/** A list of thousands of runs has a hundredth of it. */
export const MAX_SEAL_BYTES = 256 * 1024 * 1024;

export function idOf(entry: SealedEntry): string {
  return entry.kind === "run" ? entry.run_id : entry.batch_id;
}

/** The last moment of a day, to compare with other moments as text. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59Z`;
}

/** The seal of these entries: in the order in which they were closed, and by their ids where that was in one second. */
export function makeSeal(order: Omit<Seal, "schema" | "root">): Seal {
  const keyOf = (entry: SealedEntry) => `${entry.closed_utc} ${idOf(entry)}`;
  const entries = order.entries.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { ...order, schema: "iu-cutter/seal/1", entries, root: rootOf(entries) };
}

/** RFC 9162 section 2.1 over the RFC 8785 JSON of each entry. */
function rootOf(entries: readonly SealedEntry[]): string {
  const tree = new TreeHash();
  for (const entry of entries) tree.add(canonicalJson(entry));
  return tree.root();
}

export function renderSeal(seal: Seal): string {
  return `${canonicalJson(seal)}\n`;
}

/** The text that is signed: everything that the list says but for its entries, for which the root stands. */
export function renderRoot({ since, until, previous_sha256, root, entries }: Seal): string {
  return [
    "iu-cutter seal 1",
    `since: ${since ?? "the beginning"}`,
    `until: ${until}`,
    `entries: ${entries.length}`,
    `previous: ${previous_sha256 ?? "none"}`,
    `root: ${root}`,
    "",
  ].join("\n");
}

/** Where list and root file of a seal are not of one piece. */
export function refuseOtherList(seal: Seal, rootFile: string): Refusal | null {
  const [ofList, ofRoot] = [renderRoot(seal).split("\n"), rootFile.split("\n")];
  const at = ofList.findIndex((line, place) => line !== ofRoot[place]);
  const [said = "", counted = ""] = [ofRoot[at], ofList[at]];
  if (said.startsWith("entries: ") && counted.startsWith("entries: "))
    return refusal("STOP_SEAL_LIST", { field: SEAL_FILE.name, expected: said, actual: counted });
  if (at !== -1 || ofList.length !== ofRoot.length)
    return refusal("STOP_SEAL_ROOT", {
      field: ROOT_FILE,
      expected: counted || "no more lines",
      actual: said || "another text",
    });
  const computed = rootOf(seal.entries);
  if (computed === seal.root) return null;
  return refusal("STOP_SEAL_LIST", {
    field: SEAL_FILE.name,
    expected: `entries of the root ${seal.root}`,
    actual: `entries of the root ${computed}`,
  });
}
