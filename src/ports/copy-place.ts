import type { Copy } from "../domain/backup-copies.ts";
import type { Result } from "../domain/result.ts";

/** A place on another machine or disk that takes copies. Nothing that it has is ever written over or deleted, but for the probe. */
export interface CopyPlace {
  /** As the configuration names it. */
  readonly place: string;
  /** Whether evidence is put there, and not backups alone. */
  readonly takesEvidence: boolean;
  /**
   * Puts a file under a name and reads it back. The same content under that name counts as done; where a copy was cut off there, the next of
   * `namesAtPlace` is taken; other content is refused.
   */
  put(order: PutOrder): Promise<Result<Copy>>;
  /** The same for the files of a folder; the name under which they lie. */
  putFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<Result<string>>;
  /** The bytes of an object. Throws a `RefusalError` where they can't be had. */
  read(object: string): AsyncIterable<Uint8Array>;
  /** Tries with a small object what the account of the bot may do there; refuses where it can't be put or read back. */
  probe(order: ProbeOrder): Promise<Result<PlaceProbe>>;
}

export interface PutOrder {
  readonly object: string;
  /** The file with these bytes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ProbeOrder {
  /** The same name each time, so that probes don't pile up where they can't be deleted. */
  readonly object: string;
  readonly content: Uint8Array;
  /** What is put over it. */
  readonly other: Uint8Array;
  /** Where the sidecar lies. */
  readonly besides: string;
}

export interface PlaceProbe {
  /** False where an earlier probe was there and served again. */
  readonly isPut: boolean;
  /** Whether another content took the place of the first. */
  readonly isOverwritten: boolean;
  readonly isDeleted: boolean;
  /** Whether the place is a folder on the disk of the sidecar. */
  readonly isSameDisk: boolean;
}
