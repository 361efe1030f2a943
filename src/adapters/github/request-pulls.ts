import { z } from "zod";
import { isBatchId } from "../../domain/batch.ts";
import type { Gate } from "../../domain/gates.ts";
import { GATE_NAMES } from "../../domain/gates.ts";
import { gateOfBranch, requestBranch } from "../../domain/run-paths.ts";
import type { RequestToOpen } from "../../ports/forge.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { requestMarker } from "./markers.ts";
import { accountIdSchema } from "./own-account.ts";
import { parseAnswer, readFailure } from "./read-failure.ts";
import { writeOnce } from "./write-once.ts";

/** A pull request that asks for one gate of one run. */
export interface RequestPull {
  readonly number: number;
  readonly gate: Gate;
  readonly url: string;
  readonly isOpen: boolean;
  readonly isMerged: boolean;
  /** A draft can't be merged before somebody says that it is ready. */
  readonly isDraft: boolean;
  /** Short name of the branch that it leads to. */
  readonly base: string;
  /** Id of its author. */
  readonly authorId: number;
}

const PAGE = 100;

/** The pull requests of a run, oldest first: those whose branch is in this repository under `cutter/<run_id>/`. */
export async function readRequestPulls(
  repository: GitHubRepository,
  runId: string,
): Promise<readonly RequestPull[]> {
  const { octokit } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo, state: "all", per_page: PAGE } as const;
  const newest = await octokit.rest.pulls.list({ ...target, sort: "created", direction: "desc" });
  const recent = parseAnswer(pullsSchema, newest.data);
  const found = recent.flatMap((pull) => requestPull(pull, runId));
  if (found.length > 0 || recent.length < PAGE) return found.sort((a, b) => a.number - b.number);
  const older = await Promise.all(
    GATE_NAMES.map((gate) =>
      octokit.rest.pulls.list({ ...target, head: `${repository.owner}:${requestBranch({ runId, gate })}` }),
    ),
  );
  return older
    .flatMap(({ data }) => parseAnswer(pullsSchema, data).flatMap((pull) => requestPull(pull, runId)))
    .sort((a, b) => a.number - b.number);
}

/** Opens the pull request of a gate, exactly once; `isNew` if this call made it, so that its author is the bot. */
export async function openRequestPull(
  repository: GitHubRepository,
  request: RequestToOpen,
): Promise<{ readonly pull: RequestPull; readonly isNew: boolean }> {
  const { octokit, secondMs } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo, base: repository.defaultBranch };
  const look = async () => {
    const pulls = await readRequestPulls(repository, request.runId);
    const pull = pulls.find((one) => one.gate === request.gate && one.isOpen && one.base === target.base);
    return pull === undefined ? null : { pull, isNew: false };
  };
  try {
    return await writeOnce({
      secondMs,
      look,
      write: async () => {
        const made = await octokit.rest.pulls.create({
          ...target,
          head: requestBranch(request),
          title: plainTitle(request.title),
          body: renderBody(request),
          maintainer_can_modify: false,
        });
        const { number, html_url, user } = parseAnswer(madeSchema, made.data);
        const pull = {
          number,
          gate: request.gate,
          url: html_url,
          isOpen: true,
          isMerged: false,
          isDraft: false,
          base: repository.defaultBranch,
          authorId: user.id,
        };
        return { pull, isNew: true };
      },
    });
  } catch (thrown) {
    const standing = readFailure(thrown)?.status === 422 ? await look() : null;
    if (standing === null) throw thrown;
    return standing;
  }
}

/** Leads an open pull request back to the default branch, where somebody has given it another base. */
export async function leadBack(repository: GitHubRepository, pull: RequestPull): Promise<RequestPull> {
  const { octokit, secondMs } = repository.client;
  const base = repository.defaultBranch;
  const order = { owner: repository.owner, repo: repository.repo, pull_number: pull.number, base };
  const write = async () => {
    await octokit.rest.pulls.update(order);
    return true;
  };
  await writeOnce({ secondMs, write, look: async () => null });
  return { ...pull, base };
}

const idSchema = z.object({ id: z.number().int().positive() });
const madeSchema = z.object({
  number: z.number().int().positive(),
  html_url: z.string(),
  user: z.object({ id: accountIdSchema }),
});
const pullSchema = z.object({
  ...madeSchema.shape,
  user: madeSchema.shape.user.nullable(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullish(),
  draft: z.boolean().optional(),
  head: z.object({ ref: z.string(), repo: idSchema.nullable() }),
  base: z.object({ ref: z.string(), repo: idSchema }),
});
const pullsSchema = z.array(pullSchema);

function requestPull(pull: z.infer<typeof pullSchema>, runId: string): readonly RequestPull[] {
  const gate = gateOfBranch(pull.head.ref, runId);
  if (gate === null || pull.head.repo?.id !== pull.base.repo.id) return [];
  return [
    {
      number: pull.number,
      gate,
      url: pull.html_url,
      isOpen: pull.state === "open",
      isMerged: typeof pull.merged_at === "string",
      isDraft: pull.draft === true,
      base: pull.base.ref,
      authorId: pull.user?.id ?? 0,
    },
  ];
}

/** A title becomes part of the merge commit's message, where `fixes #1` would close an issue: only letters, digits and stops are kept. */
function plainTitle(title: string): string {
  return title
    .replace(/[^\p{L}\p{M}\p{N} .,:;()_-]+/gu, " ")
    .replace(/ +/g, " ")
    .trim()
    .slice(0, 200);
}

function renderBody({ runId, gate, payloadSha256 }: RequestToOpen): string {
  return [
    requestMarker(runId, gate),
    `The bot asks for \`${gate}\` of ${isBatchId(runId) ? "batch" : "run"} \`${runId}\`. The card below says what happens on approval and how to approve or refuse.`,
    "",
    `This pull request holds the request, \`payload_sha256\` \`${payloadSha256}\`, and nothing else. Merging it without an approval opens no gate.`,
  ].join("\n");
}
