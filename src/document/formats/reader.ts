import type { Projection, ReaderId } from "../projection/projection.ts";

/** A reader of one format. */
export interface Reader extends ReaderId {
  /** The format as people call it, with its article: `an Akoma Ntoso document`. */
  readonly format: string;
  /** Makes the projection of a whole file; text is UTF-8 already. Throws a `RefusalError` for a file that can't be read without a loss. */
  read(bytes: Buffer): Projection;
}
