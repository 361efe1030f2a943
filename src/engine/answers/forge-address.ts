/** A repository of a forge, as its address names it. */
export interface ForgeAddress {
  readonly host: string;
  /** `owner/name`. */
  readonly repository: string;
}

const ADDRESSES = [
  /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?\/([^/]+\/[^/]+?)(?:\.git)?\/?$/,
  /^(?:[^@/]+@)?([^/:]+):([^/]+\/[^/]+?)(?:\.git)?\/?$/,
];

/** Reads the address of a remote; null for a folder, and for any other address. */
export function readForgeAddress(url: string): ForgeAddress | null {
  for (const form of ADDRESSES) {
    const [, host, repository] = form.exec(url) ?? [];
    if (host !== undefined && repository !== undefined) return { host, repository };
  }
  return null;
}

/** GitHub's page of the pull request of a branch, or where one is opened. */
export function pullAddress(
  { host, repository }: ForgeAddress,
  { branch, into }: { readonly branch: string; readonly into: string },
): string {
  return `https://${host}/${repository}/compare/${into}...${branch}?expand=1`;
}
