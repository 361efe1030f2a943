import { PGlite, type Results } from "@electric-sql/pglite";
import { LOGINS } from "../../domain/logins.ts";
import { FIXED_SETTINGS } from "../../ports/session-settings.ts";
import type { SqlReply, SqlSession, SqlSource } from "../../ports/sql.ts";
import { parameterText } from "./parameter-text.ts";
import { createTurns } from "./turns.ts";

const SUPERUSER = "postgres";
const LOCK_WAIT_MS = 10_000;
const INT8 = 20;
const BYTEA = 17;
/** The protocol's Sync message: answered by nothing but the state of the transaction. */
const SYNC = Uint8Array.of(0x53, 0, 0, 0, 4);

/** The engine's superuser can set even what a lane of a server can't. */
const START = [
  "reset all",
  "set client_min_messages = warning",
  ...Object.entries({
    ...FIXED_SETTINGS,
    session_replication_role: "origin",
    allow_system_table_mods: "off",
  }).map(([name, value]) => `select set_config('${name}', '${value}', false)`),
].join(";\n");

/** One engine in the process, shared by the sessions of all lanes in turns. */
export interface Connection extends AsyncDisposable {
  readonly source: SqlSource;
  /** Lets the superuser use the engine alone; no transaction of a session is open meanwhile, and none is left open. */
  alone<T>(use: (engine: PGlite) => Promise<T>): Promise<T>;
}

/** Starts an engine, empty or with a copied data folder, that returns values as the network driver does (int8 as text, bytea as Buffer). */
export function createEngine(loadDataDir?: Blob): Promise<PGlite> {
  return PGlite.create({
    ...(loadDataDir ? { loadDataDir } : {}),
    parsers: { [INT8]: (text: string) => text, [BYTEA]: (text: string) => Buffer.from(text.slice(2), "hex") },
  });
}

export function createConnection(engine: PGlite): Connection {
  const turns = createTurns(LOCK_WAIT_MS);
  const asText = Object.fromEntries(Object.keys(engine.serializers).map((type) => [type, String]));
  let current: symbol | null = null;

  async function isInTransaction(): Promise<boolean> {
    const { messages } = await engine.execProtocol(SYNC);
    return messages.some(
      (message) => message.name === "readyForQuery" && "status" in message && message.status !== "I",
    );
  }

  async function become(session: symbol, login: string): Promise<void> {
    if (current === session) return;
    current = null;
    await engine.exec(
      `set session authorization ${SUPERUSER};\n${START};\nset session authorization ${login};`,
    );
    current = session;
  }

  /** Runs `use` in the turn of a session, which keeps the turn while its transaction is open. */
  async function inTurn<T>(session: symbol, login: string, use: () => Promise<T>): Promise<T> {
    await turns.take(session);
    let keeps = false;
    try {
      await become(session, login);
      return await use();
    } finally {
      try {
        keeps = await isInTransaction();
      } finally {
        turns.leave(session, keeps);
      }
    }
  }

  function openSession(login: string): SqlSession {
    const session = Symbol(login);
    let closed = false;
    const assertOpen = () => {
      if (closed) throw new Error("the session was closed");
    };
    return {
      async query<Row>(text: string, values: readonly unknown[] = []): Promise<SqlReply<Row>> {
        assertOpen();
        const texts = values.map(parameterText);
        return toReply(
          await inTurn(session, login, () => engine.query<Row>(text, texts, { serializers: asText })),
        );
      },
      async script(text) {
        assertOpen();
        await inTurn(session, login, () => engine.exec(text));
      },
      async [Symbol.asyncDispose]() {
        if (closed) return;
        closed = true;
        // A real session that ends loses what it has not committed. A session without a transaction need not wait for
        // its turn.
        if (!turns.isKept(session)) return;
        await inTurn(session, login, async () => {
          if (await isInTransaction()) await engine.exec("rollback");
        });
      },
    };
  }

  return {
    source: { engine: "pglite", open: async (role) => openSession(LOGINS[role]) },
    alone(use) {
      return inTurn(Symbol("alone"), SUPERUSER, async () => {
        try {
          return await use(engine);
        } finally {
          current = null;
          if (await isInTransaction()) await engine.exec("rollback");
        }
      });
    },
    async [Symbol.asyncDispose]() {
      if (!engine.closed) await engine.close();
    },
  };
}

function toReply<Row>(results: Results<Row>): SqlReply<Row> {
  const { command } = results as { readonly command?: string };
  if (command === undefined) throw new Error("the engine gave no command tag");
  return { rows: results.rows, rowCount: results.rows.length || (results.affectedRows ?? 0), command };
}
