import { z } from "zod";
import { parseStrictJson } from "../json/parse-strict-json.ts";
import { sha256Text } from "./text-forms.ts";

/** A moment of a journal: how many entries it had, and the hash of the last. What names it proves later that the journal was that one. */
export const journalHeadSchema = z.strictObject({ entries: z.number().int().positive(), hash: sha256Text });

export type JournalHead = Readonly<z.infer<typeof journalHeadSchema>>;

type Entries = readonly { readonly seq: number; readonly hash: string }[];

/** The head of a journal as it stands. */
export function headOf(entries: Entries): JournalHead {
  const last = entries.at(-1);
  if (last === undefined) throw new Error("a journal has at least one entry");
  return { entries: last.seq, hash: last.hash };
}

/** Null where the journal had this head; else what it has in that place, in words. */
export function missesHead(entries: Entries, head: JournalHead): string | null {
  const found = entries[head.entries - 1];
  if (found === undefined) return `a journal of ${entries.length} entries`;
  return found.hash === head.hash ? null : describeHead({ entries: head.entries, hash: found.hash });
}

export function describeHead({ entries, hash }: JournalHead): string {
  return `entry ${entries} with the hash ${hash}`;
}

/** What a request says of itself, in the form of whichever release: of what it is, and the head of the journal, which earlier releases do not name. */
const asked = z.object({
  gate: z.string(),
  run_id: z.string().optional(),
  batch_id: z.string().optional(),
  journal: z.object({ entries: z.number(), hash: z.string() }).optional(),
});

/** Null where the content is no request. */
export function readAsked(content: string | Uint8Array): {
  readonly id: string;
  readonly gate: string;
  readonly journal: JournalHead | null;
} | null {
  const json = parseStrictJson(content);
  const parsed = json.ok ? asked.safeParse(json.value) : null;
  if (!parsed?.success) return null;
  const { gate, run_id, batch_id, journal } = parsed.data;
  const id = run_id ?? batch_id;
  return id === undefined ? null : { id, gate, journal: journal ?? null };
}
