import { renderColumns } from "../../src/adapters/terminal/table.ts";
import { markDocument } from "../../src/document/mark.ts";
import { type HeadingMatch, judgeHeadings } from "./judge-headings.ts";
import type { DocumentRow } from "./manifest.ts";
import { PEERS, type Peer } from "./peers.ts";

/** A document as it lies in the folder. */
export interface StoredDocument {
  readonly row: DocumentRow;
  readonly bytes: Buffer;
}

const MAX_UNITS = 100_000;
/** CPU time over which a reader's speed is taken, so that a small folder is read many times. */
const MEASURED_MS = 500;

const OURS: Peer = {
  name: "iu-cutter",
  readHeadings: (text) => cutLines(Buffer.from(text)),
};

/** Prints how many articles each reader of Markdown finds in the same documents, and how fast it is on this machine in this run. */
export function printPeers(documents: readonly StoredDocument[]): void {
  const headed = documents.filter(isHeaded);
  const groups = [
    { name: "documents in which every article is a heading", documents: headed },
    { name: "all documents", documents },
  ];
  for (const group of groups) {
    const head = [group.name, "documents", "exact", "precision", "recall", "MB per CPU second"];
    const rows = [OURS, ...PEERS].map((peer) => renderPeer(peer, group.documents));
    process.stdout.write(`${renderColumns([head, ...rows])}\n\n`);
  }
}

/** True where micromark sees a heading at every article. */
function isHeaded({ row, bytes }: StoredDocument): boolean {
  const micromark = PEERS.find(({ name }) => name === "micromark");
  const { right, articles } = judgeHeadings(row, micromark?.readHeadings(bytes.toString("utf8")) ?? []);
  return articles > 0 && right === articles;
}

function renderPeer(peer: Peer, documents: readonly StoredDocument[]): readonly string[] {
  const texts = documents.map(({ bytes }) => bytes.toString("utf8"));
  const matches = documents.map(({ row }, index) =>
    judgeHeadings(row, peer.readHeadings(texts[index] ?? "")),
  );
  const sum = (pick: (match: HeadingMatch) => number) =>
    matches.reduce((total, match) => total + pick(match), 0);
  const right = sum((match) => match.right);
  const exact = matches.filter((match) => match.right === match.articles && match.found === match.articles);
  const shares = [sum((match) => match.found), sum((match) => match.articles)].map((whole) =>
    (right / Math.max(1, whole)).toFixed(4),
  );
  const bytes = documents.reduce((total, document) => total + document.bytes.length, 0);
  const speed = measureSpeed(() => texts.forEach(peer.readHeadings), bytes).toFixed(1);
  return [peer.name, String(documents.length), String(exact.length), ...shares, speed];
}

/** Megabytes per CPU second of `read`, which reads `bytes`, once the runtime has compiled it. */
function measureSpeed(read: () => void, bytes: number): number {
  readFor(read, MEASURED_MS);
  const { rounds, ms } = readFor(read, MEASURED_MS);
  return (bytes * rounds) / ms / 1000;
}

function readFor(read: () => void, minMs: number): { readonly rounds: number; readonly ms: number } {
  const start = process.cpuUsage();
  for (let rounds = 1; ; rounds++) {
    read();
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms >= minMs) return { rounds, ms };
  }
}

function cutLines(bytes: Buffer): readonly number[] {
  const result = markDocument(bytes, { maxUnits: MAX_UNITS });
  return result.ok ? [...result.value.units].map(({ line }) => line) : [];
}
