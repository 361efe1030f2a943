/** The settings of a control repository on GitHub; null where the bot's token may not see them. */
export interface RepositoryFacts {
  /** The name that the repository has now, `owner/name`. */
  readonly fullName: string;
  readonly isArchived: boolean;
  /** Rights that the bot's token lacks to open requests and write comments, as far as GitHub tells them. */
  readonly missingRights: readonly string[];
  readonly defaultBranch: string | null;
  /** True where the bot's own token may administer the repository. */
  readonly tokenIsAdmin: boolean | null;
  /** The rules in force on the default branch, from all rulesets. */
  readonly rules:
    | readonly { readonly type: string; readonly parameters: Readonly<Record<string, unknown>> }[]
    | null;
  /** Who may bypass those rules. */
  readonly bypassActors: readonly string[] | null;
  readonly environment: { readonly hasBranchPolicy: boolean; readonly reviewers: number } | null;
  readonly workflowToken: { readonly isReadOnly: boolean; readonly mayOpenPulls: boolean } | null;
  /** What GitHub reports as wrong in the CODEOWNERS file, such as an owner who does not exist or may not write. */
  readonly codeOwnerErrors: readonly string[] | null;
  readonly people: readonly {
    readonly login: string;
    readonly id: number | null;
    readonly permission: string | null;
  }[];
}
