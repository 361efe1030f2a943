import { z } from "zod";
import { SortedTexts } from "../../collections/sorted-texts.ts";
import { parseStrictJson } from "../../json/parse-strict-json.ts";
import { NO_FILES } from "./export-index.ts";
import { isExportPath } from "./export-path.ts";

const headSchema = z.object({ format: z.string().regex(/^iu-cutter\/export\/[a-z]+\/\d+$/) });

const START = NO_FILES.slice(0, -1);
/** A file as an export writes it, and what follows it. */
const FILE =
  /\{"bytes":(?:0|[1-9]\d*),"path":("[^"\\]*(?:\\.[^"\\]*)*"),"sha256":"[0-9a-f]{64}"\}(,(?=\{)|(?=\]))/y;
/** More than a file takes in an index. */
const MOST_OF_FILE = 10_000;
/** More than an index says beside its files. */
const MOST_BESIDE = 20_000_000;

/** What of the index of an export the next one has to know. */
export interface ReadIndex {
  /** `iu-cutter/export/jsonl/1` */
  readonly format: string;
  readonly files: SortedTexts;
}

/**
 * The paths that the index of an export names, and its format; null where it is none as exports write them. It is read in parts, of which one is held, as an index of
 * many files is longer than all that an export needs.
 */
export async function readIndex(parts: AsyncIterable<Uint8Array>): Promise<ReadIndex | null> {
  const reader = new IndexReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    for await (const part of parts) if (!reader.add(decoder.decode(part, { stream: true }))) return null;
    return reader.add(decoder.decode()) ? reader.end() : null;
  } catch (cause) {
    if (cause instanceof TypeError && "code" in cause) return null;
    throw cause;
  }
}

class IndexReader {
  readonly #paths = new SortedTexts();
  /** What stands before the files; null until they begin. */
  #before: string | null = null;
  #areFilesOver = false;
  /** What is not read yet; behind the files all of it. */
  #text = "";

  /** Whether this may still be an index. */
  add(text: string): boolean {
    this.#text += text;
    if (this.#before === null && !this.#begin()) return this.#text.length <= MOST_BESIDE;
    if (!this.#areFilesOver && !this.#readFiles()) return false;
    return this.#text.length <= (this.#areFilesOver ? MOST_BESIDE : MOST_OF_FILE);
  }

  /** Whether the files begin in what has come. */
  #begin(): boolean {
    const at = this.#text.indexOf(START);
    if (at === -1) return false;
    this.#before = this.#text.slice(0, at);
    this.#text = this.#text.slice(at + START.length);
    return true;
  }

  /** Reads the files that have come as a whole; whether each has a path that an export writes, behind those of all before it. */
  #readFiles(): boolean {
    const file = new RegExp(FILE);
    let end = 0;
    for (let found = file.exec(this.#text); found !== null; found = file.exec(this.#text)) {
      const path = parseStrictJson(found[1] ?? "");
      if (!path.ok || !isExportPath(String(path.value)) || !this.#paths.push(String(path.value)))
        return false;
      end = file.lastIndex;
    }
    this.#text = this.#text.slice(end);
    this.#areFilesOver = this.#text.startsWith("]");
    return true;
  }

  end(): ReadIndex | null {
    if (this.#before === null || !this.#areFilesOver) return null;
    const json = parseStrictJson(`${this.#before}${START}${this.#text}`);
    const head = json.ok ? headSchema.safeParse(json.value) : null;
    return head?.success ? { format: head.data.format, files: this.#paths } : null;
  }
}
