import type { ProofObject } from "../../domain/proof.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { ControlRepository, GitObject } from "../../ports/control-repository.ts";

/** The id that git gives to an object; the length of `like` chooses SHA-1 or SHA-256. */
export type HashObject = (like: string, type: GitObject["type"], content: Uint8Array) => string;

/** The objects of a proof as a repository that holds them and nothing else. Refuses an object that is not what its id says, and throws the refusal of one that is missing. */
export function openPool(objects: readonly ProofObject[], hashObject: HashObject): Result<ControlRepository> {
  const pool = new Map<string, GitObject>();
  for (const { id, type, base64 } of objects) {
    const content = Buffer.from(base64, "base64");
    const actual = hashObject(id, type, content);
    if (actual !== id) {
      return refused(refusal("STOP_PROOF_OBJECT", { field: `${type} ${id}`, expected: id, actual }));
    }
    pool.set(id, { id, type, content });
  }
  return accepted(
    withoutRefs(async (id) => {
      const object = pool.get(id);
      if (object !== undefined) return object;
      throw new RefusalError(
        refusal("STOP_PROOF_OBJECT", { field: "objects", expected: id, actual: "no such object" }),
      );
    }),
  );
}

/** A repository that keeps what was read of another one. */
export interface Recording {
  readonly repository: ControlRepository;
  /** In the order of their ids. */
  objects(): readonly ProofObject[];
}

export function recordObjects({ readObject }: Pick<ControlRepository, "readObject">): Recording {
  const kept = new Map<string, GitObject>();
  return {
    repository: withoutRefs(async (id) => {
      const object = await readObject(id);
      if (object !== null) kept.set(id, object);
      return object;
    }),
    objects: () =>
      [...kept.values()]
        .toSorted((one, other) => (one.id < other.id ? -1 : 1))
        .flatMap(({ id, type, content }) =>
          type === "tag" ? [] : [{ id, type, base64: Buffer.from(content).toString("base64") }],
        ),
  };
}

/** Nothing lies beside the excerpt: what is judged is named by its commit. */
function withoutRefs(readObject: ControlRepository["readObject"]): ControlRepository {
  return {
    readObject,
    refresh: async () => undefined,
    resolveRef: async () => null,
    listRefs: async () => [],
    stateFindings: async () => [],
    commitFiles: () => Promise.reject(new Error("nothing is written into a proof")),
  };
}
