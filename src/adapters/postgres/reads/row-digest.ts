/** sha256 of a row, from its binary form: it depends on no setting of the session, and is read in half the time of the text form. */
export function rowDigest(row: string): string {
  return `sha256(record_send(${row})) as row_digest`;
}

/** sha256 hex over the digests of many rows, in the order of these columns; equal content gives an equal digest in any cluster. */
export function digestOver(...order: readonly string[]): string {
  return `encode(sha256(coalesce(string_agg(row_digest, ''::bytea order by ${[...order, "row_digest"].join(", ")}), ''::bytea)), 'hex')`;
}
