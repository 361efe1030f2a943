import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, execute, type GraphQLError, parse, validate } from "graphql";
import { type Answer, ok } from "./answer.ts";
import { pullsWithCommit } from "./pull-routes.ts";
import { iso, nodeId, repositoryId } from "./render.ts";
import type { GitHubWorld, Pull, Token, User } from "./world.ts";

const SCHEMA = buildSchema(readFileSync(join(import.meta.dirname, "schema.graphql"), "utf8"));

/** Answers a GraphQL query from the world; one that does not fit GitHub's schema is a violation, like a REST request that does not. */
export async function answerGraphql(
  world: GitHubWorld,
  token: Token,
  body: unknown,
): Promise<{ readonly answer: Answer; readonly violations: readonly string[] }> {
  const { query, variables } = body as { query: string; variables?: Readonly<Record<string, unknown>> };
  const document = parse(query);
  const wrong = validate(SCHEMA, document);
  if (wrong.length > 0) return { answer: ok({ errors: wrong.map(told) }), violations: wrong.map(said) };
  const root = { ...queries(world, token), ...mutations(world, token) };
  const result = await execute({
    schema: SCHEMA,
    document,
    rootValue: root,
    variableValues: variables ?? {},
  });
  const errors = result.errors ?? [];
  const violations = errors.filter((error) => error.originalError === undefined).map(said);
  return { answer: ok({ data: result.data ?? null, ...(errors.length > 0 ? { errors } : {}) }), violations };
}

function queries(world: GitHubWorld, token: Token) {
  return {
    viewer: () => actor(world, token.user),
    repository: ({ owner, name }: { owner: string; name: string }) =>
      `${owner}/${name}`.toLowerCase() === `${world.owner}/${world.name}`.toLowerCase()
        ? { ...repository(world.repositoryId), object: ({ oid }: { oid: string }) => commit(world, oid) }
        : null,
  };
}

function mutations(world: GitHubWorld, token: Token) {
  return {
    minimizeComment: ({ input }: { input: { subjectId: string; classifier: string } }) => {
      const comment = world.comments.find((one) => nodeId("IssueComment", one.id) === input.subjectId);
      if (comment === undefined || token.permission === "pull")
        throw new Error(`Could not resolve to a node with the global id of '${input.subjectId}'`);
      comment.minimizedAs = input.classifier.toLowerCase();
      const minimizedReason = comment.minimizedAs;
      return {
        minimizedComment: {
          __typename: "IssueComment",
          databaseId: comment.id,
          id: input.subjectId,
          isMinimized: true,
          minimizedReason,
          viewerCanMinimize: true,
        },
      };
    },
  };
}

async function commit(world: GitHubWorld, oid: string): Promise<object | null> {
  if ((await world.git.resolve(oid)) !== oid) return null;
  return {
    __typename: "Commit",
    id: nodeId("Commit", 1),
    oid,
    repository: repository(world.repositoryId),
    associatedPullRequests: async ({ first = 30 }: { first?: number }) => {
      const pulls = await pullsWithCommit(world, oid);
      return {
        totalCount: pulls.length,
        nodes: pulls.slice(0, first).map((pull) => pullRequest(world, pull)),
      };
    },
    parents: async () => {
      const { parents } = await world.git.readCommit(oid);
      return { totalCount: parents.length, nodes: parents.map((parent) => commit(world, parent)) };
    },
    status: () => status(world, oid),
  };
}

function pullRequest(world: GitHubWorld, pull: Pull) {
  const headId = pull.headRepository === null ? null : repositoryId(world, pull.headRepository);
  return {
    id: nodeId("PullRequest", pull.id),
    number: pull.number,
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt === null ? null : iso(pull.mergedAt),
    mergedBy: pull.mergedBy === null ? null : actor(world, pull.mergedBy),
    mergeCommit: pull.mergeSha === null ? null : () => commit(world, pull.mergeSha ?? ""),
    headRefOid: pull.headSha,
    isCrossRepository: headId !== world.repositoryId,
    headRepository: headId === null ? null : repository(headId),
    baseRepository: repository(world.repositoryId),
    commits: () => ({
      totalCount: 1,
      nodes: [{ id: nodeId("PullRequestCommit", pull.id), commit: () => commit(world, pull.headSha) }],
    }),
  };
}

/** The newest status of each context; null where there is none. */
function status(world: GitHubWorld, oid: string): object | null {
  const all = world.statuses.filter((one) => one.sha === oid);
  if (all.length === 0) return null;
  return {
    id: nodeId("Status", 1),
    context: ({ name }: { name: string }) => {
      const newest = all.filter((one) => one.context === name).at(-1);
      return newest === undefined
        ? null
        : {
            id: nodeId("StatusContext", newest.id),
            context: name,
            createdAt: iso(newest.createdAt),
            creator: actor(world, newest.creator),
            state: newest.state.toUpperCase(),
          };
    },
  };
}

function actor(world: GitHubWorld, user: User) {
  const login = user.login.replace(/\[bot\]$/, "");
  return {
    __typename: user.type,
    databaseId: user.id,
    id: nodeId(user.type, user.id),
    login,
    url: `${world.url}/${login}`,
  };
}

function repository(id: number) {
  return { databaseId: id, id: nodeId("Repository", id), name: "control", object: () => null };
}

function told(error: GraphQLError) {
  return { message: error.message };
}

function said(error: GraphQLError): string {
  return `graphql: ${error.message}`;
}
