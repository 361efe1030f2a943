/** The settings of a control repository on GitHub, as far as its token may see them; null is what it may not. */
export interface RepositoryFacts {
  readonly defaultBranch: string | null;
  /** Whether the bot's own token administers the repository. */
  readonly tokenIsAdmin: boolean | null;
  /** The rules in force on the default branch, from all rulesets. */
  readonly rules:
    | readonly { readonly type: string; readonly parameters: Readonly<Record<string, unknown>> }[]
    | null;
  /** Who may pass by those rules. */
  readonly bypassActors: readonly string[] | null;
  readonly environment: { readonly hasBranchPolicy: boolean; readonly reviewers: number } | null;
  readonly workflowToken: { readonly isReadOnly: boolean } | null;
  /** What GitHub finds wrong with the CODEOWNERS file, such as an owner who does not exist or may not write. */
  readonly codeOwnerErrors: readonly string[] | null;
  readonly people: readonly {
    readonly login: string;
    readonly id: number | null;
    readonly permission: string | null;
  }[];
}
