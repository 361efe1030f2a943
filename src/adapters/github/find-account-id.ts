import { z } from "zod";
import type { GitHubClient } from "./github-client.ts";
import { accountIdSchema } from "./own-account.ts";
import { parseAnswer, readFailure } from "./read-failure.ts";

const userSchema = z.object({ id: accountIdSchema });

/** The numeric id that belongs to a login at this moment; null if GitHub does not tell: then the login alone is compared. */
export async function findAccountId({ octokit }: GitHubClient, login: string): Promise<number | null> {
  try {
    return parseAnswer(userSchema, (await octokit.rest.users.getByUsername({ username: login })).data).id;
  } catch (thrown) {
    if (readFailure(thrown) === null) throw thrown;
    return null;
  }
}
