import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError } from "../../domain/refusal.ts";
import type { Pages } from "../../ports/reader.ts";

/** The pages, up to the one at which the process is asked to end; `wayOut` says what whoever asked does next. */
export async function* untilInterrupted<Row>(
  pages: Pages<Row>,
  interrupted: AbortSignal,
  wayOut?: string,
): Pages<Row> {
  for await (const page of pages) {
    const asked = refuseInterrupted(interrupted);
    if (asked !== null) throw new RefusalError(wayOut === undefined ? asked : { ...asked, wayOut });
    yield page;
  }
}
