import type { Place } from "./place.ts";

/**
 * The numeric id of the account that the token speaks for. GraphQL answers this for every kind of token; REST does not for
 * the token of a workflow.
 */
export async function readOwnId({ client }: Place): Promise<number> {
  const answer = await client.octokit.graphql<{ viewer: { databaseId: number } }>(
    "query { viewer { login databaseId } }",
  );
  return answer.viewer.databaseId;
}
