import type { Output } from "../adapters/terminal/output.ts";
import { renderColumns } from "../adapters/terminal/table.ts";
import { examineGitHub } from "../compose/doctor-github.ts";
import type { Environment } from "../config/environment.ts";
import type { ExitCode } from "../domain/reasons.ts";
import { accepted, type Result } from "../domain/result.ts";

/** `cutter doctor --github`: whether each gate can be opened on GitHub, and whether any can be bypassed. */
export async function tellGitHubDoctor(
  output: Output,
  parts: { readonly environment: Environment; readonly root: string | null },
): Promise<Result<ExitCode>> {
  const checks = await examineGitHub({ ...parts, progress: output.progress });
  if (!checks.ok) return checks;
  const failed = checks.value.filter((row) => !row.passed);
  output.json({ ready: failed.length === 0, checks: checks.value });
  output.line(
    renderColumns([
      ["setting", "expected", "found", "result"],
      ...checks.value.map((row) => [row.name, row.expected, row.actual, row.passed ? "passed" : "FAILED"]),
    ]),
  );
  for (const row of failed) output.line(`${row.name}: ${row.wayOut}`);
  output.line(failed.length === 0 ? "The repository is ready." : `${failed.length} checks failed.`);
  return accepted(failed.length === 0 ? 0 : 3);
}
