import { z } from "zod";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { countOf, objectIdText } from "../domain/text-forms.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { parseStrictJson } from "../json/parse-strict-json.ts";
import type { PullEvent } from "../ports/pull-requests.ts";

/** What GitHub's runner tells every job through its environment. */
const jobEnvironmentSchema = z.object({
  GITHUB_API_URL: z.url({ protocol: /^https?$/ }),
  GITHUB_SERVER_URL: z.url({ protocol: /^https?$/ }),
  GITHUB_REPOSITORY: z.string().regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, "owner/name"),
  GITHUB_WORKSPACE: z.string().min(1),
  GITHUB_EVENT_NAME: z.string().min(1),
  GITHUB_EVENT_PATH: z.string().min(1),
  GITHUB_TOKEN: z.string().min(1, "set `env: GITHUB_TOKEN` at the step"),
});

export type JobEnvironment = z.infer<typeof jobEnvironmentSchema>;

/** Reads the job's own variables once; all errors are reported together. */
export function readJobEnvironment(): Result<JobEnvironment> {
  const parsed = jobEnvironmentSchema.safeParse(process.env);
  if (parsed.success) return accepted(parsed.data);
  const details = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  const field = "environment of the job";
  return refused(
    refusal("STOP_CONFIG_INVALID", {
      field,
      expected: "a job of GitHub Actions",
      actual: countOf(details.length, "error"),
      details,
    }),
  );
}

const side = z.object({
  sha: objectIdText,
  ref: z.string(),
  repo: z.object({ id: z.number().int() }).nullable(),
});

/** The part of a pull request's event that is used; it is only a claim until the API has confirmed it. */
const pullEventSchema = z.object({
  pull_request: z.object({ number: z.number().int().positive(), head: side, base: side }),
  sender: z.object({ id: z.number().int() }),
});

/** Reads the event of a `pull_request` job; any other event is refused. */
export async function readPullEvent(environment: JobEnvironment): Promise<Result<PullEvent>> {
  if (environment.GITHUB_EVENT_NAME !== "pull_request") {
    const { GITHUB_EVENT_NAME: actual } = environment;
    return refused(
      refusal("STOP_CI_CONTEXT_UNTRUSTED", { field: "GITHUB_EVENT_NAME", expected: "pull_request", actual }),
    );
  }
  const content = await readNamedFile(environment.GITHUB_EVENT_PATH).catch(() => "");
  const json = parseStrictJson(content);
  const parsed = json.ok ? pullEventSchema.safeParse(json.value) : null;
  if (!parsed?.success) {
    const expected = "the event of a pull request";
    return refused(
      refusal("STOP_CI_CONTEXT_UNTRUSTED", {
        field: "GITHUB_EVENT_PATH",
        expected,
        actual: "something else",
      }),
    );
  }
  const { pull_request: pull, sender } = parsed.data;
  return accepted({
    number: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    isFork: pull.head.repo === null || pull.head.repo.id !== pull.base.repo?.id,
    senderId: sender.id,
  });
}
