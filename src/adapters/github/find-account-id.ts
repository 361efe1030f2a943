import { z } from "zod";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { GitHubClient } from "./github-client.ts";
import { accountIdSchema } from "./own-account.ts";
import { parseAnswer, readFailure } from "./read-failure.ts";
import { refuseFailure } from "./refuse-failure.ts";

const userSchema = z.object({ id: accountIdSchema });

/**
 * The numeric id that belongs to a login at this moment. Refuses where GitHub does not answer, or knows no such account: that of a person
 * who approves may have been renamed, and renamed again since.
 */
export async function findAccountId({ octokit }: GitHubClient, login: string): Promise<Result<number>> {
  try {
    const { data } = await octokit.rest.users.getByUsername({ username: login });
    return accepted(parseAnswer(userSchema, data).id);
  } catch (thrown) {
    const failure = readFailure(thrown);
    if (failure === null) throw thrown;
    const expected = "the number of this account";
    const wanted = { reason: "STOP_ACTOR_UNKNOWN", expected, afterwards: "start the job again" } as const;
    const { wayOut } = refuseFailure(failure, wanted);
    return refused(refusal("STOP_ACTOR_UNKNOWN", { field: login, expected, actual: failure.text, wayOut }));
  }
}
