import type { WorkflowEntry } from "./read-workflow.ts";

const OWN_ACTION =
  /^(.*)\/actions\/(?:run-phases|post-report|publish-site|verify-approval)(?:@[0-9a-f]{40})?$/;

/** Whether an input (`…/with/name`) is one of the bot's own action: of the repository itself, or of `actions` (`owner/name`). */
export function isOwnAction(
  input: readonly string[],
  { index, actions }: { readonly index: ReadonlyMap<string, WorkflowEntry>; readonly actions: string | null },
): boolean {
  const wanted = [...input.slice(0, -2), "uses"].join("/");
  const used = index.get(wanted)?.value ?? "";
  const [, owner] = OWN_ACTION.exec(used) ?? [];
  return owner === "." || (owner !== undefined && owner.toLowerCase() === actions?.toLowerCase());
}
