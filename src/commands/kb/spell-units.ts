import type { ReadUnit } from "../../domain/reading/read-unit.ts";
import type { BaseReader } from "../../ports/reader.ts";

/** Addresses are in capitals: what is typed without them names the same where it names nothing else. */
export async function spellUnits(
  reader: Pick<BaseReader, "findUnits">,
  documentId: string,
  { typed, knownAt }: { readonly typed: string; readonly knownAt: string | null },
): Promise<{ readonly address: string; readonly units: readonly ReadUnit[] }> {
  const units = await reader.findUnits(documentId, typed, knownAt);
  const address = typed.toUpperCase();
  if (units.length > 0 || address === typed) return { address: typed, units };
  const capital = await reader.findUnits(documentId, address, knownAt);
  return capital.length > 0 ? { address, units: capital } : { address: typed, units };
}
