/** The backups of a stanza, as its repository tells them. */
export interface BackupRepository {
  readonly stanza: string;
  /** Oldest first, each read through. Throws a `RefusalError` where the repository can't be read. */
  list(): Promise<readonly StoredLabel[]>;
  /** sha256 of the manifest of a backup. */
  readManifestSha256(label: string): Promise<string>;
}

export interface StoredLabel {
  readonly label: string;
  readonly type: "full" | "diff" | "incr";
  /** The run that it was taken for; null where it was taken otherwise. */
  readonly runId: string | null;
  /** The moment of its end. */
  readonly takenUtc: string;
  /** What it has added to the repository. */
  readonly sizeBytes: number;
  /** Whether every file that it needs is there and has its checksum. */
  readonly isWhole: boolean;
}
