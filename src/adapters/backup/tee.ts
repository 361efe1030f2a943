import { PassThrough } from "node:stream";

const BUFFERED_BYTES = 256 * 1024;

/** A consumer that reads the stream to its end and throws if it can't do its work. */
export type Leg = (plain: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * Gives one stream to several legs at the pace of the slowest, with a bounded buffer each. The first failure, of the source or
 * of a leg, ends all legs and is thrown; a leg sees the regular end of its stream only if the source reached its own.
 */
export async function tee(source: AsyncIterable<Uint8Array>, legs: readonly Leg[]): Promise<void> {
  const aborted = new AbortController();
  const channels = legs.map(() => new PassThrough({ highWaterMark: BUFFERED_BYTES }));
  // A leg that has stopped reading no longer listens to its channel's error.
  for (const channel of channels) channel.on("error", () => undefined);

  function fail(cause: unknown): void {
    if (aborted.signal.aborted) return;
    aborted.abort(cause);
    for (const channel of channels)
      channel.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  }

  async function pump(): Promise<void> {
    for await (const chunk of source) {
      for (const channel of channels) {
        // The leg that has ended reports its failure itself.
        if (channel.destroyed) return;
        if (!channel.write(chunk)) await drained(channel);
      }
    }
    if (!aborted.signal.aborted) for (const channel of channels) channel.end();
  }

  async function runLeg(leg: Leg, channel: PassThrough): Promise<void> {
    await leg(channel);
    if (!channel.readableEnded) throw new Error("a leg of the backup ended before its stream");
  }

  const running = legs.map((leg, index) => runLeg(leg, channels[index] ?? new PassThrough()));
  await Promise.all([pump(), ...running].map((work) => work.catch(fail)));
  if (aborted.signal.aborted) throw aborted.signal.reason;
}

/** Waits until the channel takes more or is closed. */
function drained(channel: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      channel.off("drain", done).off("close", done);
      resolve();
    }
    channel.on("drain", done).on("close", done);
  });
}
