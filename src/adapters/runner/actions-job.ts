import * as core from "@actions/core";
import type { Job } from "../../ports/job.ts";

/** GitHub drops a step's whole summary above 1 MiB. */
const MAX_SUMMARY_BYTES = 1_000_000;

const ANNOTATE = { notice: core.notice, warning: core.warning, error: core.error } as const;

/** The job that GitHub's runner started this process in. Every text passes `redact` first. */
export function openActionsJob(options: { readonly redact: (text: string) => string }): Job {
  const clean = (text: string) => options.redact(text);
  return {
    input: (name) => core.getInput(name),
    output: (name, value) =>
      core.setOutput(
        name,
        clean(value)
          .replace(/\p{C}+/gu, " ")
          .slice(0, 1_000),
      ),
    async summary(markdown) {
      const text = clean(markdown);
      const isTooLong = Buffer.byteLength(text) > MAX_SUMMARY_BYTES;
      const shown = isTooLong
        ? "The summary is longer than a job may show; the reports in the sidecar hold all of it.\n"
        : text;
      await core.summary
        .addRaw(shown, true)
        .write()
        .catch((fault: unknown) => core.warning(`the job summary could not be written: ${String(fault)}`));
    },
    annotate(level, { title, message }) {
      ANNOTATE[level](clean(message), { title: clean(title) });
    },
  };
}
