import type { ControlRepo } from "./control-repo.ts";

/** Adds the folders of closed runs on top of `parent`, one commit each, by one git process; returns the last commit. */
export async function addClosedRuns(repo: ControlRepo, parent: string, count: number): Promise<string> {
  const from = Date.UTC(2026, 4, 2);
  const commits = Array.from({ length: count }, (_, index) => {
    const at = new Date(from + index * 60_000);
    const run = `ictr-${at.toISOString().replace(/[-:]|\.\d{3}/g, "")}-0000000${index % 10}`;
    return [
      "commit refs/heads/closed-runs",
      `committer Somebody <somebody@example.org> ${at.getTime() / 1000} +0000`,
      "data 5\nclose",
      ...(index === 0 ? [`from ${parent}`] : []),
      `M 100644 inline approvals/${run}/SG_1_cut_authz.request.json`,
      "data 3\n{}\n",
    ];
  });
  await repo.git(["fast-import", "--quiet", "--force"], { input: `${commits.flat().join("\n")}\n` });
  return (await repo.git(["rev-parse", "refs/heads/closed-runs"])).trim();
}
