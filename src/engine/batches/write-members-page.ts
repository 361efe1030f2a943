import {
  type MemberContent,
  type MemberUnit,
  renderMembersPage,
} from "../../document/show/render-members-page.ts";
import type { BatchRequest } from "../../domain/batch-request.ts";
import { shownFile } from "../../domain/shown-cut.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { RunFolder } from "../../ports/sidecar.ts";
import { readUnitList } from "../../reports/read-unit-list.ts";
import type { BatchSession } from "./batch-session.ts";
import type { ListedMember } from "./make-request.ts";

/** The page of all members, in the folder of the batch. */
export const MEMBERS_PAGE = "members.html";

/** Beyond these no browser shows the units of all members with pleasure: the page then holds the members alone, and says so. */
const MOST_SHOWN = { members: 2000, units: 20_000 };

/** Writes the page of all members beside the request of a round. It stays on this machine, and nothing binds it; the list is what people sign. */
export async function writeMembersPage(
  session: BatchSession,
  request: BatchRequest,
  { payloadSha256, listed }: { readonly payloadSha256: string; readonly listed: readonly ListedMember[] },
): Promise<void> {
  const contents = new Map<string, MemberContent>();
  const { totals } = request;
  const isSmall = totals.members <= MOST_SHOWN.members && totals.units <= MOST_SHOWN.units;
  for (const each of isSmall ? listed : [])
    contents.set(each.member.run_id, await readContent(session, each));
  const why = `The units of ${totals.members} documents are too many for one page: they stand in the folder of the run, under units/.`;
  const page = renderMembersPage(
    request,
    payloadSha256,
    ({ run_id }) => contents.get(run_id) ?? { kind: "none", why },
  );
  await session.folder.writeFile(MEMBERS_PAGE, session.parts.redact(page));
}

/** The list of a member as people are given it; one that is not what its plan has written is not shown. */
async function readContent(
  { memberParts }: BatchSession,
  { member, lists }: ListedMember,
): Promise<MemberContent> {
  // Without its lock: nothing is changed, and each lock of thousands is a program that is started.
  const run = await memberParts.sidecar.peekRun(member.run_id);
  if (!run.ok) return { kind: "none", why: `The folder of the run can't be read: ${run.refusal.reason}.` };
  const texts = await Promise.all(lists.map((file) => readListed(run.value, file)));
  if (texts.includes(null)) return { kind: "none", why: "Its list is not the one that was made." };
  const units: MemberUnit[] = texts.flatMap((text) => readUnitList(text ?? ""));
  return units.length > 0 ? { kind: "units", units } : { kind: "changes", text: texts.join("\n") };
}

async function readListed(
  run: Pick<RunFolder, "readFile">,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): Promise<string | null> {
  const bytes = await run.readFile(shownFile(name));
  return bytes !== null && sha256Hex(bytes) === sha256 ? Buffer.from(bytes).toString("utf8") : null;
}
