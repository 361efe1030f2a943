/** A document as an incremental backup compares it. */
export interface DocumentState {
  readonly document: string;
  /** Number of the newest entry in its chain; 0 where it has none. */
  readonly seq: number;
  /** That entry's own digest. */
  readonly head: string | null;
  /** Digest of that entry and of what no chain holds. */
  readonly state: string;
  /** What that entry says of its rows: their digest, and how many. */
  readonly rowsSha256: string | null;
  readonly rows: number;
  /** Whether an earlier release has written it and no audit has founded its chain yet. */
  readonly isUnchained: boolean;
}

/** Every document of a base in one snapshot. */
export interface DocumentStates {
  readonly documents: readonly DocumentState[];
  /** Over all of them. */
  readonly sha256: string;
  /** Of the database's log: a restore to an earlier moment begins another one. */
  readonly timeline: number;
}
