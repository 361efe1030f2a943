import type { ConvertedFrom } from "./converted-from.ts";
import type { StatedUnits } from "./expectation.ts";
import type { Nature } from "./plan.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** What an operator registers: the document's bytes, names and settings. */
export interface SourceOrder {
  readonly bytes: Uint8Array;
  readonly documentId: string;
  /** What the document is; null where it is taken from the registration of its first version. */
  readonly docPrefix: string | null;
  readonly title: string | null;
  readonly publicationType: string | null;
  readonly owner: string | null;
  /** Heading convention for every cut of the document; null: that of the first version, or chosen by evidence. */
  readonly convention: string | null;
  readonly authoritative: boolean | null;
  /** The encoding of the bytes where the operator names it; null: UTF-8, or what the file marks. */
  readonly encoding: string | null;
  /** The file from which a person has made these bytes; null where they are the publisher's. */
  readonly convertedFrom: ConvertedFrom | null;
  /** What the version is to the ones before; null: `original` for the first, else `consolidation`. */
  readonly nature: Nature | null;
  /** From which day it is in force, or `open`; null: from the beginning for the first version, else open. */
  readonly effectiveFrom: string | null;
  readonly citation: string | null;
  /** Text of the statement of lineage, or null. */
  readonly lineage: string | null;
  /** The version that is meant as the head: its number or its sha256; null: whichever it is. */
  readonly base: string | null;
  /** What the publisher states about the units, where it is known. */
  readonly expectation?: StatedUnits;
  /** Codes of the doubts about the cut of these bytes that the operator accepts. */
  readonly acceptedDoubts: readonly string[];
  /** True where the operator explicitly takes a reserved prefix. */
  readonly reservedPrefixNamed: boolean;
}

/** An order that says nothing but which document it is of, and its bytes. */
export const UNSAID: Omit<SourceOrder, "bytes" | "documentId"> = {
  docPrefix: null,
  title: null,
  publicationType: null,
  owner: null,
  convention: null,
  authoritative: null,
  encoding: null,
  convertedFrom: null,
  nature: null,
  effectiveFrom: null,
  citation: null,
  lineage: null,
  base: null,
  acceptedDoubts: [],
  reservedPrefixNamed: false,
};

/** What is known of a target before it is registered. */
export interface TargetFacts {
  readonly prefix: string;
  /** Why the prefix can't be taken, or null. */
  readonly prefixProblem: string | null;
  readonly pinnedSha256: string;
  /** sha256 of the stored bytes, as the database computes it. */
  readonly storedSha256: string;
  readonly dryRun:
    | { readonly units: number; readonly convention: string }
    /** What stopped the dry run, the way out of it, and what that way speaks of: lines, options. */
    | { readonly problem: string; readonly wayOut: string; readonly details: readonly string[] };
  /** Cuts that the knowledge base has on record; a run is the first while there are none. */
  readonly recordedCuts: number;
  readonly firstRunMaxUnits: number;
  readonly drafts: number;
  /** Whether units of the document are enacted, against which the version is made. */
  readonly hasHead: boolean;
  readonly authoritative: boolean;
  readonly changeSetExists: boolean;
}

export interface Criterion {
  readonly id: "C1" | "C2" | "C3" | "C4" | "C5" | "C6" | "C7";
  readonly rule: string;
  readonly passed: boolean;
  readonly evidence: string;
  readonly wayOut: string;
  /** Lines and options of which the way out speaks. */
  readonly details?: readonly string[];
}

const NO_PLAN = "Without a plan it is not judged: C3 comes first.";

/** Judges all criteria C1 to C7 of docs/system.md section 11, even after one has failed. */
export function checkTarget(facts: TargetFacts): readonly Criterion[] {
  const isFirst = facts.recordedCuts === 0;
  const later = `not the first run: ${facts.recordedCuts} cuts on record`;
  const units = "units" in facts.dryRun ? facts.dryRun.units : null;
  return [
    {
      id: "C1",
      rule: "the prefix is sound and not reserved unless named",
      passed: facts.prefixProblem === null,
      evidence: facts.prefixProblem ?? facts.prefix,
      wayOut: "Take another prefix, or name the reserved one with --named-reserved.",
    },
    {
      id: "C2",
      rule: "the snapshot is pinned by its checksum",
      passed: facts.pinnedSha256 === facts.storedSha256,
      evidence: `read ${facts.pinnedSha256}, stored ${facts.storedSha256}`,
      wayOut: "Do not use this database before its storage is found sound.",
    },
    {
      id: "C3",
      rule: "a dry run is green",
      passed: units !== null,
      evidence:
        "problem" in facts.dryRun
          ? facts.dryRun.problem
          : `${facts.dryRun.units} units by the convention ${facts.dryRun.convention}`,
      wayOut: "problem" in facts.dryRun ? facts.dryRun.wayOut : "Nothing is to be done.",
      details: "problem" in facts.dryRun ? facts.dryRun.details : [],
    },
    {
      id: "C4",
      rule: `the first run has 1 to ${facts.firstRunMaxUnits} units`,
      passed: units !== null && (!isFirst || (units >= 1 && units <= facts.firstRunMaxUnits)),
      evidence: !isFirst ? later : units === null ? "no plan" : `${units} units`,
      wayOut:
        units === null
          ? NO_PLAN
          : "Begin with a small document, or raise `firstRunMaxUnits` in the configuration.",
    },
    {
      id: "C5",
      rule: "the prefix is empty, or the version is made against the head",
      passed: facts.drafts === 0,
      evidence:
        facts.drafts > 0
          ? `${facts.drafts} drafts under ${facts.prefix}/`
          : facts.hasHead
            ? "made against what is enacted"
            : `nothing under ${facts.prefix}/`,
      wayOut:
        "End the run that has written the drafts first: `cutter status` names it, and the command that enacts them or takes them back.",
    },
    {
      id: "C6",
      rule: "the first run is not about an authoritative document",
      passed: !isFirst || !facts.authoritative,
      evidence: isFirst ? (facts.authoritative ? "authoritative" : "not authoritative") : later,
      wayOut: "Begin with a document that is not authoritative.",
    },
    {
      id: "C7",
      rule: "the change set is fresh",
      passed: units !== null && !facts.changeSetExists,
      evidence: units === null ? "no plan" : facts.changeSetExists ? "already recorded" : "not recorded yet",
      wayOut: units === null ? NO_PLAN : "This plan was recorded before: there is nothing to cut.",
    },
  ];
}

/** The refusal that lists every criterion that failed, or null where all passed. */
export function refuseUnmetCriteria(criteria: readonly Criterion[]): Refusal | null {
  const failed = criteria.filter(({ passed }) => !passed);
  if (failed.length === 0) return null;
  return refusal("STOP_TARGET_UNSAFE", {
    field: failed.map(({ id }) => id).join(", "),
    details: failed.flatMap(({ id, rule, evidence, wayOut, details = [] }) => [
      `${id} ${rule}: ${evidence.replace(/\.$/, "")}. ${wayOut}`,
      ...details.map((detail) => `   ${detail}`),
    ]),
  });
}
