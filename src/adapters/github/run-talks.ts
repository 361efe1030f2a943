import { type Conversation, openConversation } from "./conversation.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { type RequestPull, readRequestPulls } from "./request-pulls.ts";

/** The pull requests of runs and the conversations in them, read once per process and cached. */
export interface RunTalks {
  /** Pull requests of the run, oldest first. */
  pullsOf(runId: string): Promise<readonly RequestPull[]>;
  /** The conversation in the newest pull request of the run; null while there is none. */
  latest(runId: string): Promise<Conversation | null>;
  talkIn(pull: RequestPull): Promise<Conversation>;
  /** Adds a pull request to the cache; `isNew` if this process just made it. */
  adopt(runId: string, pull: RequestPull, isNew: boolean): Promise<Conversation>;
  /** Drops the cached pull requests of a run, and all cached conversations. */
  forget(runId: string): void;
}

export function createRunTalks(repository: GitHubRepository): RunTalks {
  const pulls = new Map<string, Promise<readonly RequestPull[]>>();
  const talks = new Map<number, Promise<Conversation>>();

  const pullsOf = (runId: string) => {
    const known = pulls.get(runId) ?? readRequestPulls(repository, runId);
    pulls.set(runId, known);
    return known;
  };
  const open = (pull: RequestPull, isNew: boolean) => {
    const known = talks.get(pull.number) ?? openConversation(repository, { number: pull.number, isNew });
    talks.set(pull.number, known);
    return known;
  };
  return {
    pullsOf,
    talkIn: (pull) => open(pull, false),
    async latest(runId) {
      const newest = (await pullsOf(runId)).at(-1);
      return newest === undefined ? null : open(newest, false);
    },
    async adopt(runId, pull, isNew) {
      const known = await pullsOf(runId);
      pulls.set(runId, Promise.resolve([...known.filter(({ number }) => number !== pull.number), pull]));
      // The bot is the author of the pull request that it made, so its id need not be asked for.
      if (isNew) repository.account.note(pull.authorId);
      return open(pull, isNew);
    },
    forget(runId) {
      pulls.delete(runId);
      talks.clear();
    },
  };
}
