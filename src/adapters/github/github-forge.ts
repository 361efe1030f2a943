import { refuseUnsafeId } from "../../domain/approval.ts";
import { type Refusal, RefusalError } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Redactor } from "../../reports/redact.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { postReport } from "./post-report.ts";
import { FileBranches } from "./publish-files.ts";
import { readFailure } from "./read-failure.ts";
import { refuseFailure } from "./refuse-failure.ts";
import { refuseWithoutAccess } from "./refuse-without-access.ts";
import { putRequest } from "./request-branch.ts";
import { leadBack, openRequestPull, readRequestPulls } from "./request-pulls.ts";
import { standingOf } from "./request-standing.ts";
import { postPointer, putCard } from "./run-card-comment.ts";
import { createRunTalks } from "./run-talks.ts";

export interface GitHubForgeOptions extends GitHubRepository {
  readonly redactor: Redactor;
}

/**
 * Meets people on GitHub: requests are pull requests, reports and the run card are comments. It asks GitHub nothing before
 * its first call, and keeps what it has read, so that a whole run stays within 40 requests.
 */
export function createGitHubForge(options: GitHubForgeOptions): Forge {
  const { redactor } = options;
  const talks = createRunTalks(options);
  const branches = new FileBranches(options);
  const safe = (text: string): string => {
    const clean = redactor.redact(text);
    const found = redactor.judge(text);
    if (found !== null) throw new RefusalError(found);
    return clean;
  };
  const guarded = guard(talks.forget);
  let hasAccess = false;
  const assertAccess = async (): Promise<void> => {
    const lacking = hasAccess ? null : await refuseWithoutAccess(options);
    if (lacking !== null) throw new RefusalError(lacking);
    hasAccess = true;
  };
  return {
    openRequest: (request) =>
      guarded("STOP_REQUEST_FAILED", request.runId, async () => {
        const markdown = safe(request.markdown);
        // The request binds the list byte by byte: it was redacted when it was written, and is refused or published as it is.
        for (const text of Object.values(request.files)) {
          const found = redactor.judge(text);
          if (found !== null) throw new RefusalError(found);
        }
        const known = await talks.pullsOf(request.runId);
        const open = known.filter((pull) => pull.gate === request.gate && pull.isOpen);
        const standing = open.find(({ base }) => base === options.defaultBranch) ?? open[0];
        if (known.length === 0) await assertAccess();
        await putRequest(options, request, { isAnew: standing === undefined });
        const opened =
          standing === undefined
            ? await openRequestPull(options, { ...request, title: safe(request.title) })
            : {
                pull: standing.base === options.defaultBranch ? standing : await leadBack(options, standing),
                isNew: false,
              };
        const { pull } = opened;
        const talk = await talks.adopt(request.runId, pull, opened.isNew);
        await putCard(talk, request.runId, markdown);
        const previous = standing === undefined ? known.at(-1) : undefined;
        if (previous !== undefined) await postPointer(await talks.talkIn(previous), request.runId, pull);
        return { where: pull.url };
      }),
    findRequest: ({ runId, gate }) =>
      guarded("STOP_REQUEST_FAILED", runId, async () =>
        standingOf(await readRequestPulls(options, runId), { gate, defaultBranch: options.defaultBranch }),
      ),
    postReport: (report) =>
      guarded("STOP_REPORT_UPLOAD_FAILED", report.runId, async () => {
        const talk = await talks.latest(report.runId);
        // Before the first request is open: a token without the needed rights is refused now, not after an hour of backup.
        if (talk === null) await assertAccess();
        return {
          where:
            talk === null ? null : await postReport(talk, { ...report, markdown: safe(report.markdown) }),
        };
      }),
    publishFiles: (order) =>
      guarded("STOP_REPORT_UPLOAD_FAILED", order.runId, async () => {
        const files = Object.entries(order.files).map(([path, text]) => [path, safe(text)] as const);
        return { where: await branches.publish({ ...order, files: Object.fromEntries(files) }) };
      }),
    showCard: ({ runId, markdown }) =>
      guarded("STOP_REPORT_UPLOAD_FAILED", runId, async () => {
        const talk = await talks.latest(runId);
        if (talk !== null) await putCard(talk, runId, safe(markdown));
        return null;
      }),
  };
}

/** Turns a failed request to GitHub into a refusal; after any failure, what was cached is forgotten and read again. */
function guard(forget: (runId: string) => void) {
  return async <T>(reason: Refusal["reason"], runId: string, act: () => Promise<T>): Promise<Result<T>> => {
    const unsafe = refuseUnsafeId(runId);
    if (unsafe !== null) return refused(unsafe);
    try {
      return accepted(await act());
    } catch (thrown) {
      forget(runId);
      if (thrown instanceof RefusalError) return refused(thrown.refusal);
      const failure = readFailure(thrown);
      if (failure === null) throw thrown;
      const afterwards = "run `cutter orchestrate reconcile`";
      return refused(refuseFailure(failure, { reason, expected: "the request to be done", afterwards }));
    }
  };
}
