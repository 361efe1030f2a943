import type { RunSession } from "../session/run-session.ts";
import { renderCard } from "./render-card.ts";

/** Shows people the state of the run when this process is done with it. A failure is only noted: the next card shows everything anew. */
export async function showCard(session: RunSession): Promise<void> {
  const { forge, progress } = session.parts;
  const shown = await forge.showCard({ runId: session.folder.runId, markdown: renderCard(session) });
  if (!shown.ok) progress.note(`the run card could not be shown: ${shown.refusal.reason}`);
}
