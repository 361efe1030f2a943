/**
 * The text of a commit's first signature header, without looking at anything else; null if there is none. Where `parseCommit` finds exactly
 * one signature, it is this.
 */
export function firstSignature(content: Uint8Array): string | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = bytes.indexOf("\ngpgsig");
  if (start === -1) return null;
  let end = bytes.indexOf(0x0a, start + 1);
  while (end !== -1 && bytes[end + 1] === 0x20) end = bytes.indexOf(0x0a, end + 1);
  const header = bytes.toString("latin1", start + 1, end === -1 ? bytes.length : end);
  return header.slice(header.indexOf(" ") + 1).replaceAll("\n ", "\n");
}
