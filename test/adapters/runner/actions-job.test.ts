import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { openActionsJob } from "../../../src/adapters/runner/actions-job.ts";

describe("openActionsJob", () => {
  const job = openActionsJob({ redact: (text) => text.replaceAll("hunter2", "[redacted]") });
  let folder: string;
  let output: string;
  let summary: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "job-"));
    [output, summary] = [join(folder, "output"), join(folder, "summary")];
    process.env["GITHUB_OUTPUT"] = output;
    process.env["GITHUB_STEP_SUMMARY"] = summary;
  });
  beforeEach(() => Promise.all([writeFile(output, ""), writeFile(summary, "")]));
  after(async () => {
    delete process.env["GITHUB_OUTPUT"];
    delete process.env["GITHUB_STEP_SUMMARY"];
    await rm(folder, { recursive: true });
  });

  it("writes exactly the output that was named, whatever its value holds (A-04)", async () => {
    job.output("where", "x\nAPPROVED=true\nghadelimiter_1\r\n::set-output name=decision::done");
    const text = await readFile(output, "utf8");
    assert.match(
      text,
      /^where<<(\S+)\nx APPROVED=true ghadelimiter_1 ::set-output name=decision::done\n\1\n$/,
    );
  });

  it("takes secrets out of outputs and summaries", async () => {
    job.output("where", "password hunter2");
    await job.summary("password hunter2");
    for (const file of [output, summary]) assert.ok(!(await readFile(file, "utf8")).includes("hunter2"));
  });

  it("says that a summary is too long instead of losing it in silence", async () => {
    await job.summary("ă".repeat(600_000));
    assert.match(await readFile(summary, "utf8"), /longer than a job may show/);
  });
});
