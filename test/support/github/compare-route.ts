import { type Answer, type Ask, failure, ok, type Route } from "./answer.ts";
import { filesOf } from "./pull-routes.ts";
import { commitBody } from "./render.ts";

/** GitHub lists no more files of a comparison than this. */
const MOST_FILES = 300;

/** What a commit changes since it forked from another. */
export const COMPARE_ROUTES: Readonly<Record<string, Route>> = {
  "get /repos/{owner}/{repo}/compare/{base}...{head}": compare,
};

async function compare(ask: Ask): Promise<Answer> {
  const { world, params } = ask;
  const { base: from = "", head: to = "" } = params;
  const [base, head] = [await world.git.resolve(from), await world.git.resolve(to)];
  if (base === null || head === null) return failure(404, "Not Found");
  const mergeBase = await world.git.git(["merge-base", base, head]);
  const count = async (range: string) => Number(await world.git.git(["rev-list", "--count", range]));
  const [ahead, behind] = [await count(`${base}..${head}`), await count(`${head}..${base}`)];
  const url = `${world.url}/repos/${world.owner}/${world.name}/compare/${base}...${head}`;
  const body = async (sha: string) => commitBody(world, await world.git.readCommit(sha), null);
  return ok({
    url,
    html_url: url,
    permalink_url: url,
    diff_url: `${url}.diff`,
    patch_url: `${url}.patch`,
    base_commit: await body(base),
    merge_base_commit: await body(mergeBase),
    status: ahead === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: [await body(head)],
    files: (await filesOf(ask, base, head)).slice(0, MOST_FILES),
  });
}
