import { markDocument } from "../src/document/mark.ts";
import { buildPlan } from "../src/document/plan/build-plan.ts";
import type { CutPlan, SourceVersion } from "../src/domain/plan.ts";
import { sha256Hex } from "../src/json/canonical-json.ts";
import type { SqlSource } from "../src/ports/sql.ts";
import { registerPlan } from "../test/support/knowledge.ts";
import { makeLaw } from "./law-text.ts";
import { type MadePlan, mustSucceed } from "./units.ts";

const MAX_UNITS = 100_000;

/** Marks and plans the bytes: the computation of phases 2 and 3, without a database. */
export function cutBytes(bytes: Uint8Array, prefix: string): CutPlan {
  const marked = mustSucceed(markDocument(bytes, { prefix, convention: null, maxUnits: MAX_UNITS }));
  return buildPlan({ source: sourceOf(bytes, prefix), marked });
}

/** Makes a law, plans it and registers it in the database. */
export async function makeLawPlan(
  sql: SqlSource,
  law: {
    readonly prefix: string;
    readonly articles: number;
    readonly bytesEach: number;
    readonly first?: number;
  },
): Promise<MadePlan> {
  const source = Buffer.from(makeLaw(law.articles, law.bytesEach, law.first));
  const made = { source, plan: cutBytes(source, law.prefix) };
  await registerPlan(sql, made);
  return made;
}

function sourceOf(bytes: Uint8Array, prefix: string): SourceVersion {
  const sha256 = sha256Hex(bytes);
  return {
    documentId: `doc-${prefix}`,
    docPrefix: prefix,
    title: "A law made to be measured",
    authoritative: false,
    convention: null,
    publicationType: "law",
    owner: "operator",
    versionId: `00000000-0000-4000-8000-${sha256.slice(0, 12)}`,
    versionSeq: 1,
    sha256,
    sizeBytes: bytes.length,
  };
}
