import type { BaseFacts } from "../../domain/base-facts.ts";
import {
  type DocumentList,
  documentsFile,
  joinBase,
  type KeptBase,
  listedBase,
  splitBase,
} from "../../domain/listed-base.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { parseStateFile } from "../../domain/state-file.ts";
import { canonicalJson, sha256Hex } from "../../json/canonical-json.ts";
import type { RunFolder } from "../../ports/sidecar.ts";

/** More than a batch has at a time: one of its backup, and one of each round. */
const REMEMBERED = 4;

/** The lists of documents in the folder of a run, or in that of a batch for all its members. */
export class DocumentLists {
  readonly #folder: Pick<RunFolder, "readFile" | "writeFile">;
  /** By sha256; the one that was used last stands last. */
  readonly #known = new Map<string, DocumentList>();

  constructor(folder: Pick<RunFolder, "readFile" | "writeFile">) {
    this.#folder = folder;
  }

  /** What a file of the run keeps of the facts; their list is written where the folder does not have it yet. */
  async keep(facts: BaseFacts): Promise<KeptBase> {
    const list = splitBase(facts);
    if (list === null) return facts;
    const text = canonicalJson(list);
    const sha256 = sha256Hex(text);
    if (!this.#known.has(sha256)) await this.#folder.writeFile(documentsFile(sha256).name, text);
    this.#remember(sha256, list);
    return listedBase(facts, sha256);
  }

  /** The facts again; `STOP_STATE_CORRUPT` where their list is missing or is another. */
  async read(kept: KeptBase): Promise<Result<BaseFacts>> {
    if (!("listed" in kept)) return accepted(kept);
    const { sha256 } = kept.listed;
    const known = this.#known.get(sha256);
    const list = known === undefined ? await this.#readFile(sha256) : accepted(known);
    if (!list.ok) return list;
    this.#remember(sha256, list.value);
    return accepted(joinBase(kept, list.value));
  }

  /** Whether the file of the list is the one that was written. */
  async refuseDamaged(kept: KeptBase): Promise<Refusal | null> {
    const list = "listed" in kept ? await this.#readFile(kept.listed.sha256) : null;
    return list === null || list.ok ? null : list.refusal;
  }

  async #readFile(sha256: string): Promise<Result<DocumentList>> {
    const file = documentsFile(sha256);
    const bytes = await this.#folder.readFile(file.name);
    const actual = bytes === null ? "no readable file" : sha256Hex(bytes);
    if (actual !== sha256)
      return refused(refusal("STOP_STATE_CORRUPT", { field: file.name, expected: sha256, actual }));
    return parseStateFile(file, bytes);
  }

  #remember(sha256: string, list: DocumentList): void {
    this.#known.delete(sha256);
    this.#known.set(sha256, list);
    for (const oldest of [...this.#known.keys()].slice(0, -REMEMBERED)) this.#known.delete(oldest);
  }
}
