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
  /** Folded away by GitHub's page, with a reason. */
  readonly isMinimized: boolean;
}

/**
 * The comments of one pull request that this bot wrote. They are read once and kept up to date by what is written here;
 * a comment of anyone else never counts, whatever marker it carries.
 */
export interface Conversation {
  find(marker: string): OwnComment | null;
  /** Comments whose first line fits. */
  all(fits: (firstLine: string) => boolean): readonly OwnComment[];
  /** Posts a comment whose first line is `marker`, exactly once. */
  post(marker: string, text: string): Promise<OwnComment>;
  /** Puts `text` in place of what the comment said; nothing is sent where it says that already. */
  edit(comment: OwnComment, text: string): Promise<void>;
  /** Folds the comment away as outdated; its text stays as it is, for whoever unfolds it. */
  fold(comment: OwnComment): Promise<void>;
}

/** A conversation of three thousand comments is none; a server that always names a next page would be read for ever. */
const MOST_PAGES = 30;

/** `isNew`: the pull request was made a moment ago, so that nothing can have been said in it yet. */
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
  // Null where the account is gone.
  user: z.object({ id: accountIdSchema }).nullable(),
  minimized: z.object({}).nullish(),
});

function ownComment(comment: z.infer<typeof commentSchema>): OwnComment {
  const { id, body, html_url: url, node_id: nodeId, minimized } = comment;
  return { id, body: body ?? "", url, nodeId, isMinimized: minimized != null };
}
