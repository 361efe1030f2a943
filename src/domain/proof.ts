import { z } from "zod";
import { objectIdText, sha256Text, utcText } from "./text-forms.ts";
import { dayLeafSchema, type Leaf, unitLeafSchema } from "./unit-leaf.ts";

const excerptSchema = z
  .strictObject({
    /** The commit that counts as the tip of the default branch. */
    tip: objectIdText,
    /** Commits of the excerpt, each with those of it that lead to it directly; what lies between is left out. */
    joins: z.record(objectIdText, z.array(objectIdText).readonly()).readonly(),
  })
  .readonly();

/** An excerpt of the history of a control repository: what a judgement reads of it, and nothing else. */
export type Excerpt = z.infer<typeof excerptSchema>;

/** A leaf, the run in whose tree it stands, and the approval of that run. */
const placeShape = {
  run_id: z.string(),
  /** The place of the leaf in the tree of the run, and the hashes that lead from it to the root. */
  index: z.number().int().nonnegative(),
  path: z.array(sha256Text).readonly(),
  approval: z
    .strictObject({
      /** The request that was approved, byte for byte: that of the run, or of its batch. */
      request: z.string(),
      /** When the approval was used. It is judged as at this moment. */
      used_utc: utcText,
      history: excerptSchema,
    })
    .readonly(),
};

const provenDaySchema = z.strictObject({ leaf: dayLeafSchema, ...placeShape }).readonly();

const provenVersionSchema = z
  .strictObject({
    leaf: unitLeafSchema,
    ...placeShape,
    /** The day that a later run has set; null where the day of the plan counts. */
    day: provenDaySchema.nullable(),
  })
  .readonly();

type ProvenDay = z.infer<typeof provenDaySchema>;
export type ProvenVersion = z.infer<typeof provenVersionSchema>;
/** What has its place in the tree of a run, whose approval is judged. */
export type ProvenLeaf<Of extends Leaf = Leaf> = Omit<ProvenDay, "leaf"> & { readonly leaf: Of };

/** Everything of a proof for which an approval is judged. */
export function provenLeavesOf({ version, later }: Pick<Proof, "version" | "later">): readonly ProvenLeaf[] {
  return [version, ...later].flatMap(({ day, ...proven }) => (day === null ? [proven] : [proven, day]));
}

const gitObjectSchema = z
  .strictObject({ id: objectIdText, type: z.enum(["commit", "tree", "blob"]), base64: z.base64() })
  .readonly();

export type ProofObject = z.infer<typeof gitObjectSchema>;

/** What proves by itself that a text was approved: nothing else is asked but a root key (docs/formats.md). */
export const proofSchema = z
  .strictObject({
    schema: z.literal("iu-cutter/proof/1"),
    text: z.string(),
    version: provenVersionSchema,
    /** What came after it in the same unit, in order. */
    later: z.array(provenVersionSchema).readonly(),
    /**
     * Up to when whoever made the file has looked for what came after, and at which commit of the control repository; null where something came
     * after that can't be proved.
     */
    known: z.strictObject({ utc: utcText, commit: objectIdText }).readonly().nullable(),
    /** The policy that was in force when the file was made, where it is not that of the approvals. */
    policy_now: z.strictObject({ utc: utcText, history: excerptSchema }).readonly().nullable(),
    /** Raw objects of git. */
    objects: z.array(gitObjectSchema).readonly(),
  })
  .readonly();

export type Proof = z.infer<typeof proofSchema>;
