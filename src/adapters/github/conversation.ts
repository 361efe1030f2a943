import { z } from "zod";
import type { GitHubRepository } from "./github-repository.ts";
import { firstLineOf } from "./markers.ts";
import { accountIdSchema } from "./own-account.ts";
import { AnswerError, parseAnswer } from "./read-failure.ts";
import { writeOnce } from "./write-once.ts";

export interface OwnComment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  readonly nodeId: string;
  /** Whether GitHub's page shows it folded, with a reason. */
  readonly isMinimized: boolean;
}

/**
 * The comments of one pull request that this bot wrote. They are read once, and writes update the cached list;
 * a comment of anyone else never counts, whatever marker it carries.
 */
export interface Conversation {
  find(marker: string): OwnComment | null;
  /** Comments whose first line passes `fits`. */
  all(fits: (firstLine: string) => boolean): readonly OwnComment[];
  /** Posts a comment whose first line is `marker`, exactly once. */
  post(marker: string, text: string): Promise<OwnComment>;
  /** Replaces the text of the comment; sends nothing if the text is the same. */
  edit(comment: OwnComment, text: string): Promise<void>;
  /** Folds the comment as outdated; its text stays as it is and can be unfolded. */
  fold(comment: OwnComment): Promise<void>;
}

/** No real conversation has three thousand comments; without a limit, a server that always names a next page would be read forever. */
const MOST_PAGES = 30;

/** Reads the bot's comments of a pull request, unless `isNew`: one that was just made has none. */
export async function openConversation(
  repository: GitHubRepository,
  pull: { readonly number: number; readonly isNew: boolean },
): Promise<Conversation> {
  const { octokit, secondMs } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo, issue_number: pull.number };
  const read = async (): Promise<OwnComment[]> => {
    const ownId = await repository.account.readId();
    let pages = 0;
    const pageOf = { ...target, per_page: 100 };
    const all = await octokit.paginate(octokit.rest.issues.listComments, pageOf, ({ data }) => {
      pages += 1;
      if (pages > MOST_PAGES) throw new AnswerError(`more than ${MOST_PAGES} pages of comments`);
      return data;
    });
    const comments = parseAnswer(z.array(commentSchema), all);
    return comments.filter((comment) => comment.user?.id === ownId).map(ownComment);
  };
  let own = pull.isNew ? [] : await read();
  const find = (marker: string) => own.find((comment) => firstLineOf(comment.body) === marker) ?? null;
  return {
    find,
    all: (fits) => own.filter((comment) => fits(firstLineOf(comment.body))),
    async post(marker, text) {
      const body = `${marker}\n${text}`;
      const comment = await writeOnce({
        secondMs,
        write: async () => {
          const made = await octokit.rest.issues.createComment({ ...target, body });
          return { ...ownComment(parseAnswer(commentSchema, made.data)), body };
        },
        look: async () => {
          own = await read();
          return find(marker);
        },
      });
      own = [...own.filter(({ id }) => id !== comment.id), comment];
      return comment;
    },
    async edit(comment, text) {
      const body = `${firstLineOf(comment.body)}\n${text}`;
      if (body === comment.body) return;
      const { owner, repo } = repository;
      const write = async () => {
        await octokit.rest.issues.updateComment({ owner, repo, comment_id: comment.id, body });
        return true;
      };
      await writeOnce({ secondMs, write, look: async () => null });
      own = own.map((one) => (one.id === comment.id ? { ...one, body } : one));
    },
    async fold(comment) {
      if (comment.isMinimized) return;
      parseAnswer(foldedSchema, await octokit.graphql(FOLD, { id: comment.nodeId }));
      own = own.map((one) => (one.id === comment.id ? { ...one, isMinimized: true } : one));
    },
  };
}

const FOLD = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

const foldedSchema = z.object({
  minimizeComment: z.object({ minimizedComment: z.object({ isMinimized: z.literal(true) }) }),
});

const commentSchema = z.object({
  id: z.number().int().positive(),
  node_id: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  // Null if the account was deleted.
  user: z.object({ id: accountIdSchema }).nullable(),
  minimized: z.object({}).nullish(),
});

function ownComment(comment: z.infer<typeof commentSchema>): OwnComment {
  const { id, body, html_url: url, node_id: nodeId, minimized } = comment;
  return { id, body: body ?? "", url, nodeId, isMinimized: minimized != null };
}
