import { z } from "zod";
import type { GitHubClient } from "./github-client.ts";
import { parseAnswer } from "./read-failure.ts";

/** The account of the token. */
export interface OwnAccount {
  /** Its numeric id, which GitHub is asked for once per process. */
  readId(): Promise<number>;
  /** Remembers an id that GitHub told in another answer. */
  note(id: number): void;
}

export const accountIdSchema = z.number().int().positive();

const viewerSchema = z.object({ viewer: z.object({ databaseId: accountIdSchema }) });

/** Asks GraphQL, which tells the account of every kind of token; REST does not tell it for the token of a workflow. */
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
