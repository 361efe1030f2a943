/** The lines of a UTF-8 stream, without their ends; a byte sequence that is not UTF-8 throws. */
export async function* dumpLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let pending: string[] = [];
  for await (const chunk of chunks) {
    const parts = decoder.decode(chunk, { stream: true }).split("\n");
    const last = parts.pop() ?? "";
    for (const [index, part] of parts.entries()) {
      yield index === 0 ? pending.join("") + part : part;
      if (index === 0) pending = [];
    }
    pending.push(last);
  }
  pending.push(decoder.decode());
  const rest = pending.join("");
  if (rest !== "") yield rest;
}
