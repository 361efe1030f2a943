import type { Result } from "../domain/result.ts";

/** The text that the pages of a PDF show. */
export interface PdfText {
  /** One text a page, as it stands there: lines, and spaces in the place of gaps. */
  readonly pages: readonly string[];
  /** What the program said that has read it. */
  readonly said: readonly string[];
}

/** Reads the text of PDFs. */
export interface PdfReader {
  read(order: {
    readonly pdf: Uint8Array;
    /** True where columns are read one after the other; else what stands side by side stays so. */
    readonly byColumns: boolean;
    /** Told how many pages are read, as they are. */
    readonly onPages: (count: number) => void;
  }): Promise<Result<PdfText>>;
}
