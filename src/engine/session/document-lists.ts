import type { BaseFacts } from "../../domain/base-facts.ts";
import {
  type DocumentList,
  documentsFile,
  joinBase,
  type KeptBase,
  type ListPages,
  listedBase,
  listOf,
  pagesOf,
  splitBase,
} from "../../domain/listed-base.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { canonicalJson, type Json, sha256Hex } from "../../json/canonical-json.ts";
import type { RunFolder } from "../../ports/sidecar.ts";

/** Pages of the lists that a batch has at a time, and what names them. */
const REMEMBERED = 512;

/** The lists of documents in the folder of a run, or in that of a batch for all its members. */
export class DocumentLists {
  readonly #folder: Pick<RunFolder, "readFile" | "writeFile">;
  /** What was written or read, by sha256; what was used last stands last. */
  readonly #known = new Map<string, DocumentList | ListPages>();

  constructor(folder: Pick<RunFolder, "readFile" | "writeFile">) {
    this.#folder = folder;
  }

  /** What a file of the run keeps of the facts; of their list is written what the folder does not have yet. */
  async keep(facts: BaseFacts): Promise<KeptBase> {
    const list = splitBase(facts);
    if (list === null) return facts;
    const pages: string[] = [];
    for (const page of pagesOf(list)) pages.push(await this.#write(page));
    const [only, ...more] = pages;
    const sha256 = only !== undefined && more.length === 0 ? only : await this.#write({ pages });
    return listedBase(facts, sha256);
  }

  /** The facts again; `STOP_STATE_CORRUPT` where their list is missing or is another. */
  async read(kept: KeptBase): Promise<Result<BaseFacts>> {
    if (!("listed" in kept)) return accepted(kept);
    const list = await this.#readList(kept.listed.sha256);
    return list.ok ? accepted(joinBase(kept, list.value)) : list;
  }

  /** Whether the files of the list are those that were written. */
  async refuseDamaged(kept: KeptBase): Promise<Refusal | null> {
    if (!("listed" in kept)) return null;
    const whole = await this.#readFile(kept.listed.sha256);
    if (!whole.ok) return whole.refusal;
    for (const page of "pages" in whole.value ? whole.value.pages : []) {
      const bytes = await this.#readBytes(page);
      if (!bytes.ok) return bytes.refusal;
    }
    return null;
  }

  async #write(part: (DocumentList | ListPages) & Json): Promise<string> {
    const text = canonicalJson(part);
    const sha256 = sha256Hex(text);
    if (!this.#known.has(sha256)) await this.#folder.writeFile(documentsFile(sha256).name, text);
    this.#remember(sha256, part);
    return sha256;
  }

  async #readList(sha256: string): Promise<Result<DocumentList>> {
    const whole = await this.#readKnown(sha256);
    if (!whole.ok) return whole;
    if (!("pages" in whole.value)) return accepted(whole.value);
    const pages: DocumentList[] = [];
    for (const name of whole.value.pages) {
      const page = await this.#readKnown(name);
      if (!page.ok) return page;
      if ("pages" in page.value) throw new Error("a page of a list has no pages");
      pages.push(page.value);
    }
    return accepted(listOf(pages));
  }

  async #readKnown(sha256: string): Promise<Result<DocumentList | ListPages>> {
    const known = this.#known.get(sha256);
    const read = known === undefined ? await this.#readFile(sha256) : accepted(known);
    if (read.ok) this.#remember(sha256, read.value);
    return read;
  }

  async #readFile(sha256: string): Promise<Result<DocumentList | ListPages>> {
    const bytes = await this.#readBytes(sha256);
    return bytes.ok ? parseStateFile(documentsFile(sha256), bytes.value) : bytes;
  }

  async #readBytes(sha256: string): Promise<Result<Uint8Array>> {
    const { name } = documentsFile(sha256);
    const bytes = await this.#folder.readFile(name);
    const actual = bytes === null ? "no readable file" : sha256Hex(bytes);
    if (bytes !== null && actual === sha256) return accepted(bytes);
    return refused(refusal("STOP_STATE_CORRUPT", { field: name, expected: sha256, actual }));
  }

  #remember(sha256: string, part: DocumentList | ListPages): void {
    this.#known.delete(sha256);
    this.#known.set(sha256, part);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
