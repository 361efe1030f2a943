import { type Conversation, openConversation } from "./conversation.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { type RequestPull, readRequestPulls } from "./request-pulls.ts";

/** Where a run is talked about, read once a process and kept. */
export interface RunTalks {
  /** Pull requests of the run, oldest first. */
  pullsOf(runId: string): Promise<readonly RequestPull[]>;
  /** The conversation in the newest pull request of the run; null while there is none. */
  latest(runId: string): Promise<Conversation | null>;
  talkIn(pull: RequestPull): Promise<Conversation>;
  /** Takes note of a pull request; `isNew`: this process made it a moment ago. */
  adopt(runId: string, pull: RequestPull, isNew: boolean): Promise<Conversation>;
  /** Drops what was read of a run. */
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
      // The answer to the bot's own request names the bot: its id need not be asked for.
      if (isNew) repository.account.note(pull.authorId);
      return open(pull, isNew);
    },
    forget(runId) {
      pulls.delete(runId);
      talks.clear();
    },
  };
}
