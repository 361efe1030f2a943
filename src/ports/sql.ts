/** One database session of one role. Both engines (PostgreSQL, PGlite) offer exactly this. */
export interface SqlSession extends AsyncDisposable {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<SqlReply<Row>>;
  /** Runs a script of several statements without parameters. */
  script(text: string): Promise<void>;
  /** Lets statements take up to this time, and waits for their answers as long, until the session is given back. Left out where nothing ends a statement. */
  allow?(limitMs: number): Promise<void>;
  /** Ends the connection, as where the server says nothing: what is awaited is a lost connection. Left out where there is none. */
  giveUp?(why: string): void;
  /** How the session is made as new; left out where another one costs nothing. */
  readonly renewal?: SessionRenewal;
}

/** What lets a session serve again that was asked for and has ended well. */
interface SessionRenewal {
  /** Takes back what is open and forgets all that was set, made or locked. Until it wakes, it does not keep the process from ending. */
  rest(): Promise<void>;
  /** Asks what is asked of a session that begins, unless it was asked within the last second; throws where the answers are not those of one. */
  wake(): Promise<void>;
}

export interface SqlReply<Row> {
  readonly rows: readonly Row[];
  /** Rows affected or returned. */
  readonly rowCount: number;
  /** The command tag's word: `SELECT`, `INSERT`, `COMMIT`, `ROLLBACK` … */
  readonly command: string;
}

/**
 * `owner` is the installer (workflow_admin), used by `db install` and `source register`, never by a run; `reader` sees the text and its history
 * alone (cutter_reader); `sidecar` keeps the journals where they are in the database (cutter_sidecar).
 */
export type SqlRole = "owner" | "exec" | "verify" | "reader" | "sidecar";

/** Opens sessions on one database, one per role. Opening throws if it fails. */
export interface SqlSource {
  readonly engine: "postgresql" | "pglite";
  open(role: SqlRole): Promise<SqlSession>;
}
