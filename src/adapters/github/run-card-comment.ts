import { splitMarkdown } from "../../reports/split.ts";
import type { Conversation } from "./conversation.ts";
import { cardMarker } from "./markers.ts";
import type { RequestPull } from "./request-pulls.ts";

/** Shows the card in its only comment; the new text replaces the old. */
export async function putCard(talk: Conversation, runId: string, markdown: string): Promise<void> {
  const marker = cardMarker(runId);
  const text = fitCard(markdown);
  const standing = talk.find(marker);
  if (standing === null) await talk.post(marker, text);
  else await talk.edit(standing, text);
}

/** Says in the first line of an answered request's card where the run goes on; the rest stays as it was when the run went on. */
export async function postPointer(talk: Conversation, runId: string, next: RequestPull): Promise<void> {
  const card = talk.find(cardMarker(runId));
  if (card === null) return;
  const text = card.body.slice(card.body.indexOf("\n") + 1);
  const headline = `## Answered. The run goes on in #${next.number}.`;
  await talk.edit(card, text.replace(/^## .*$/m, headline));
}

function fitCard(markdown: string): string {
  const [first = "", ...rest] = splitMarkdown(markdown);
  return rest.length === 0
    ? first
    : `${first}\n\nThe card is too long for one comment; the reports say the rest.`;
}
