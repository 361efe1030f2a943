import { lstat, realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { openConversation } from "../adapters/github/conversation.ts";
import { postReport } from "../adapters/github/post-report.ts";
import { orRefuse } from "../adapters/github/refuse-failure.ts";
import type { JobEnvironment } from "../config/job-environment.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { Progress } from "../ports/progress.ts";
import { createRedactor } from "../reports/redact.ts";
import { openJobRepository } from "./github.ts";

const MAX_REPORT_BYTES = 8_000_000;

const COMMENT = {
  reason: "STOP_REPORT_UPLOAD_FAILED",
  expected: "the comment",
  afterwards: "start the job again",
} as const;

export interface ReportToPublish {
  readonly job: JobEnvironment;
  readonly secrets: readonly string[];
  readonly runId: string;
  readonly name: string;
  readonly file: string;
  readonly pullRequest: number;
  readonly progress: Progress;
}

/**
 * Posts a Markdown file of the workspace as one immutable comment, or several in order; repeating it posts nothing. What GitHub refuses is
 * thrown as a refusal.
 */
export async function publishReport(order: ReportToPublish): Promise<Result<{ readonly where: string }>> {
  const text = await readReport(order.job.GITHUB_WORKSPACE, order.file);
  if (!text.ok) return text;
  const redactor = createRedactor(order.secrets);
  const found = redactor.judge(text.value);
  if (found !== null) return refused(found);
  const gitHub = openJobRepository(order.job, order.progress);
  if (!gitHub.ok) return gitHub;
  const markdown = redactor.redact(text.value);
  const { runId, name } = order;
  const report = { runId, name, markdown, sha256: sha256Hex(markdown), supersedes: null };
  const where = await orRefuse(COMMENT, async () => {
    const talk = await openConversation(gitHub.value, { number: order.pullRequest, isNew: false });
    return postReport(talk, report);
  });
  return accepted({ where });
}

/** Reads a regular file inside the workspace that is neither a link nor git's own, so that no credentials are published as a report. */
async function readReport(workspace: string, file: string): Promise<Result<string>> {
  const path = resolve(workspace, file);
  const unsafe = (actual: string) =>
    refused(
      refusal("STOP_REPORT_REDACTION_FAILED", {
        field: "file",
        expected: "a Markdown file of the workspace",
        actual,
      }),
    );
  const facts = await lstat(path).catch(() => null);
  if (facts === null)
    return refused(refusal("STOP_BAD_INPUT", { field: "file", expected: "a file", actual: "no such file" }));
  const inside = relative(await realpath(workspace), await realpath(path));
  if (inside.startsWith("..") || isAbsolute(inside)) return unsafe("a path outside of it");
  if (!facts.isFile()) return unsafe(facts.isDirectory() ? "a folder" : "no regular file");
  if (inside.split("/").includes(".git")) return unsafe("a file of git's own");
  if (facts.size > MAX_REPORT_BYTES) return unsafe(`${facts.size} bytes`);
  return accepted((await readNamedFile(path)).toString("utf8"));
}
