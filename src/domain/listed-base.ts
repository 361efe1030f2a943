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

const listPagesSchema = z.strictObject({ pages: z.array(sha256Text).readonly() }).readonly();

/** A list that is kept in pages, each of which is a list by itself, by the sha256 of each. */
export type ListPages = z.infer<typeof listPagesSchema>;

/** The file of a list or of its pages, or of one page, which has the sha256 of its own bytes for its name. */
export function documentsFile(sha256: string): StateFile<DocumentList | ListPages> {
  return {
    name: `documents/${sha256}.json`,
    holds: "the documents of the base as their chains show them",
    schema: z.union([documentListSchema, listPagesSchema]),
  };
}

/** A page has about so many documents; a list of fewer is one page. */
export const PAGE_DOCUMENTS = 400;

/**
 * The pages of a list. On which one a document stands is told by its name and the number of pages, which is a power of two: where one document
 * changes, one page does.
 */
export function pagesOf({ heads, others }: DocumentList): readonly DocumentList[] {
  const count = 2 ** Math.max(0, Math.ceil(Math.log2((heads.length + others.length) / PAGE_DOCUMENTS)));
  const pages = Array.from({ length: count }, () => ({
    heads: [] as DocumentList["heads"][number][],
    others: [] as DocumentList["others"][number][],
  }));
  for (const head of heads) pages[hashOf(head.document) % count]?.heads.push(head);
  for (const other of others) pages[hashOf(other.document) % count]?.others.push(other);
  return pages;
}

/** FNV-1a. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

/** The list of such pages. */
export function listOf(pages: readonly DocumentList[]): DocumentList {
  return {
    heads: byName(pages.flatMap(({ heads }) => heads)),
    others: byName(pages.flatMap(({ others }) => others)),
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
 * a batch sees all others, and a list in each would make the files of a batch grow with the square of its members. At SG_2 each member sees
 * one more document changed than the one before it: so a long list is kept in pages, of which most are the same.
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
