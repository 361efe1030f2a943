import { z } from "zod";
import type { GitHubClient } from "./github-client.ts";
import { parseAnswer } from "./read-failure.ts";

/** The account that the token speaks for. */
export interface OwnAccount {
  /** Its numeric id, asked of GitHub once a process. */
  readId(): Promise<number>;
  /** Takes note of the id where GitHub told it along with something else. */
  note(id: number): void;
}

export const accountIdSchema = z.number().int().positive();

const viewerSchema = z.object({ viewer: z.object({ databaseId: accountIdSchema }) });

/** GraphQL answers who is asking for every kind of token; REST does not for the token of a workflow. */
export function createOwnAccount({ octokit }: GitHubClient): OwnAccount {
  let known: number | null = null;
  return {
    async readId() {
      known ??= parseAnswer(viewerSchema, await octokit.graphql("query { viewer { databaseId } }")).viewer
        .databaseId;
      return known;
    },
    note(id) {
      known ??= id;
    },
  };
}
