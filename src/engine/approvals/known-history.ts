import { sha256Hex } from "../../json/canonical-json.ts";
import type { ChangeIndex, Node } from "./change-index.ts";

/** What an earlier process has read of a history: every commit of it, and every change of `approvals/<name>`. */
export interface KnownHistory {
  readonly commits: ReadonlyMap<string, Node>;
  readonly changes: ChangeIndex;
}

/** Where it is kept from one process to the next. It saves time and decides nothing: without it everything is read again. */
export interface HistoryMemory {
  read(): Promise<Uint8Array | null>;
  write(content: string): Promise<void>;
}

export const NOTHING_KNOWN: KnownHistory = { commits: new Map(), changes: new Map() };

interface Stored {
  readonly commits: readonly (readonly [string, Node])[];
  readonly changes: readonly (readonly [string, NonNullable<ReturnType<ChangeIndex["get"]>>])[];
}

/** The sha256 of the second line, and the second line. */
export function renderKnownHistory({ commits, changes }: KnownHistory): string {
  const stored: Stored = { commits: [...commits], changes: [...changes] };
  const text = JSON.stringify(stored);
  return `${sha256Hex(text)}\n${text}\n`;
}

/** Null where the content is not as this program wrote it: torn, damaged, or of another form. */
export function parseKnownHistory(content: Uint8Array): KnownHistory | null {
  const [sha256, text = ""] = Buffer.from(content).toString("utf8").split("\n");
  if (sha256Hex(text) !== sha256) return null;
  const stored: Stored = JSON.parse(text);
  return { commits: new Map(stored.commits), changes: new Map(stored.changes) };
}
