/** An account that started or moved a run. `system` is null in requests of older versions, which name a bare login or account. */
export interface Initiator {
  readonly system: "os" | "github" | null;
  readonly name: string;
  /** Numeric id of the GitHub account, which a renamed account keeps; null if it is not known. */
  readonly id: number | null;
}

const GITHUB = /^github:([^#]*)(?:#(\d{1,15}))?$/;

/** `github:<login>#<id>`, `github:<login>` where the id is not known, `os:<account>`. */
export function renderInitiator({ system, name, id }: Initiator): string {
  if (system === null) return name;
  return `${system}:${name}${id === null ? "" : `#${id}`}`;
}

/** Joins everybody who started or moved a run into the `initiator` of a request; each is named once, in the order of acting. */
export function joinInitiators(texts: readonly string[]): string {
  return [...new Set(texts.flatMap((text) => text.split(", ")))].join(", ");
}

/** The accounts that the `initiator` of a request or run names. */
export function parseInitiators(text: string): readonly Initiator[] {
  return text.split(", ").map((one) => {
    const github = GITHUB.exec(one);
    if (github !== null) {
      const [, name = "", id] = github;
      return { system: "github", name, id: id === undefined ? null : Number(id) };
    }
    if (one.startsWith("os:")) return { system: "os", name: one.slice("os:".length), id: null };
    return { system: null, name: one, id: null };
  });
}
