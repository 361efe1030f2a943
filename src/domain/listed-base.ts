import { z } from "zod";
import {
  type BaseFacts,
  baseFactsSchema,
  baseShape,
  chainHeadSchema,
  documentRowsSchema,
} from "./base-facts.ts";
import type { StateFile } from "./state-file.ts";
import { sha256Text } from "./text-forms.ts";

const documentListSchema = z
  .strictObject({
    /** The newest entry of every document that has a chain. */
    heads: z.array(chainHeadSchema).readonly(),
    /** Every document that has none. */
    others: z.array(documentRowsSchema).readonly(),
  })
  .readonly();

/** All documents of a base as their chains show them, each list in the order of their names. Runs that see the same base have the same list. */
export type DocumentList = z.infer<typeof documentListSchema>;

/** The file of a list, which has the sha256 of its own bytes for its name. */
export function documentsFile(sha256: string): StateFile<DocumentList> {
  return {
    name: `documents/${sha256}.json`,
    holds: "the documents of the base as their chains show them",
    schema: documentListSchema,
  };
}

const listedBaseSchema = z
  .strictObject({
    ...baseShape,
    listed: z
      .strictObject({
        /** The prefix of the run's own document, which is in the list. */
        own: z.string(),
        sha256: sha256Text,
      })
      .readonly(),
  })
  .readonly();

/**
 * The facts as a file of a run keeps them. Where the other documents are seen by their chains, their list is a file by itself: each member of
 * a batch sees all others, and a list in each would make the files of a batch grow with the square of its members.
 */
export const keptBaseSchema = z.union([baseFactsSchema, listedBaseSchema]);

export type KeptBase = z.infer<typeof keptBaseSchema>;

/** The facts of such a run, apart from the list, and the list; null where the facts are kept as they are. */
export function splitBase(facts: BaseFacts): DocumentList | null {
  const { own, heads = [], others } = facts;
  if (own === undefined) return null;
  return "seq" in own
    ? { heads: byName([...heads, own]), others: byName(others) }
    : { heads: byName(heads), others: byName([...others, own]) };
}

/** What is kept of facts whose list has the sha256. */
export function listedBase(
  { own, heads: _heads, others: _others, ...rest }: BaseFacts,
  sha256: string,
): KeptBase {
  if (own === undefined) throw new Error("facts without a list are kept as they are");
  return { ...rest, listed: { own: own.document, sha256 } };
}

/** The facts again. */
export function joinBase(kept: KeptBase, list: DocumentList): BaseFacts {
  if (!("listed" in kept)) return kept;
  const {
    listed: { own },
    ...rest
  } = kept;
  const isOther = ({ document }: { readonly document: string }) => document !== own;
  return { ...rest, heads: list.heads.filter(isOther), others: list.others.filter(isOther) };
}

function byName<T extends { readonly document: string }>(documents: readonly T[]): readonly T[] {
  return documents.toSorted((a, b) => (a.document < b.document ? -1 : 1));
}
