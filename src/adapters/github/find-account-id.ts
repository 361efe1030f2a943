import { z } from "zod";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { GitHubClient } from "./github-client.ts";
import { accountIdSchema } from "./own-account.ts";
import { parseAnswer, readFailure } from "./read-failure.ts";

const userSchema = z.object({ id: accountIdSchema });

/**
 * The numeric id that belongs to a login at this moment; null for an account that GitHub does not know. Refuses where GitHub does not
 * answer, for the account of a person who approves may have been renamed.
 */
export async function findAccountId(
  { octokit }: GitHubClient,
  login: string,
): Promise<Result<number | null>> {
  try {
    const { data } = await octokit.rest.users.getByUsername({ username: login });
    return accepted(parseAnswer(userSchema, data).id);
  } catch (thrown) {
    const failure = readFailure(thrown);
    if (failure === null) throw thrown;
    if (failure.status === 404) return accepted(null);
    return refused(
      refusal("STOP_ACTOR_UNKNOWN", {
        field: login,
        expected: "the number of this account",
        actual: failure.text,
      }),
    );
  }
}
