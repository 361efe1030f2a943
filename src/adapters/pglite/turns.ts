/** Whose turn it is on the one connection: a session that has a transaction open keeps it until the transaction ends. */
export interface Turns {
  /** Waits for the turn; throws with SQLSTATE 55P03 where another session's idle transaction keeps it too long. */
  take(session: symbol): Promise<void>;
  /** Ends the turn; `keeps` says that the session's transaction is still open. */
  leave(session: symbol, keeps: boolean): void;
  /** True while the session's transaction is open. */
  isKept(session: symbol): boolean;
}

interface Waiting {
  readonly session: symbol;
  readonly start: () => void;
}

export function createTurns(lockWaitMs: number): Turns {
  const queue: Waiting[] = [];
  let holder: symbol | null = null;
  let busy = false;

  function next(): void {
    if (busy) return;
    const index = queue.findIndex(({ session }) => holder === null || holder === session);
    const [turn] = index < 0 ? [] : queue.splice(index, 1);
    if (!turn) return;
    busy = true;
    turn.start();
  }

  return {
    take(session) {
      return new Promise((resolve, reject) => {
        // A running statement may take its time; a transaction that nobody continues would be waited for without end.
        const timer = setInterval(() => {
          if (busy || holder === null || holder === session) return;
          clearInterval(timer);
          queue.splice(queue.indexOf(turn), 1);
          reject(
            Object.assign(new Error("another session of this process keeps a transaction open"), {
              code: "55P03",
            }),
          );
        }, lockWaitMs);
        const turn: Waiting = {
          session,
          start() {
            clearInterval(timer);
            resolve();
          },
        };
        queue.push(turn);
        next();
      });
    },
    leave(session, keeps) {
      busy = false;
      holder = keeps ? session : null;
      next();
    },
    isKept: (session) => holder === session,
  };
}
