import type { RunSession } from "../session/run-session.ts";
import { renderCard } from "./render-card.ts";

/** Shows people where the run stands at its end. The card is a projection: what can't be shown now is noted, and shown with the next. */
export async function showCard(session: RunSession): Promise<void> {
  const { forge, progress } = session.parts;
  const shown = await forge.showCard({ runId: session.folder.runId, markdown: renderCard(session) });
  if (!shown.ok) progress.note(`the run card could not be shown: ${shown.refusal.reason}`);
}
