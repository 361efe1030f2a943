/** The PDF that a text was made of, as it is kept with the version. */
export interface ConvertedFrom {
  readonly sha256: string;
  readonly bytes: number;
}
