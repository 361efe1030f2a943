import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Socket } from "node:net";
import { RefusalError } from "../../domain/refusal.ts";
import { isObjectId } from "../../domain/text-forms.ts";
import type { GitObject } from "../../ports/control-repository.ts";
import { closedEnvironment, type GitAccess } from "./git-process.ts";
import { hashObject } from "./hash-object.ts";
import { PassingObject, untrustedObject } from "./passing-object.ts";

/** No object that a judgement needs is larger; a larger one is hashed and not held in memory. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;

/** One that is larger still is not even hashed: no forge takes it in. */
const MAX_HASHED_BYTES = 1024 * 1024 * 1024;

/** From here on a copy costs more than what else its buffer holds. */
const LARGE_BYTES = 64 * 1024;

interface Waiting {
  readonly id: string;
  readonly resolve: (object: GitObject | null) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Reads raw objects through one long-lived `git cat-file --batch` and hashes each of them again, so that a returned object always matches
 * its id, whatever git answered.
 */
export class ObjectReader implements AsyncDisposable {
  readonly #access: GitAccess;
  #child: ChildProcessWithoutNullStreams | null = null;
  #waiting: Waiting[] = [];
  #asked: string[] = [];
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = 1;
  #passing: PassingObject | null = null;

  constructor(access: GitAccess) {
    this.#access = access;
  }

  read(id: string): Promise<GitObject | null> {
    if (!isObjectId(id)) return Promise.reject(new TypeError(`not an object id: ${JSON.stringify(id)}`));
    return new Promise((resolve, reject) => {
      const child = this.#start();
      if (this.#waiting.length === 0) hold(child, true);
      this.#waiting.push({ id, resolve, reject });
      this.#ask(id);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const ended = new Promise((resolve) => child.once("close", resolve));
    hold(child, true);
    child.stdin.end();
    await ended;
  }

  /** Sends all requests of one event loop turn in one write, because a write costs more than an answer. */
  #ask(id: string): void {
    this.#asked.push(id);
    if (this.#asked.length > 1) return;
    queueMicrotask(() => {
      const ids = this.#asked;
      this.#asked = [];
      // Empty after a failure in the same turn, which took the requests along with their process.
      if (ids.length > 0) this.#child?.stdin.write(`${ids.join("\n")}\n`, "latin1");
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== null) return this.#child;
    const child = spawn("git", ["cat-file", "--batch"], {
      env: closedEnvironment(this.#access),
      detached: true,
    });
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      if (this.#child === child) this.#take(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on("error", () => {
      // The close event that follows rejects everything that waits.
    });
    child.on("error", (cause) => {
      if (this.#child === child) this.#fail(cause);
    });
    child.on("close", () => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#fail(new Error(`git cat-file ended early: ${Buffer.concat(stderr).toString("utf8").trim()}`));
    });
    this.#child = child;
    return child;
  }

  #fail(cause: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#asked = [];
    this.#chunks = [];
    this.#buffered = 0;
    this.#needed = 1;
    this.#passing = null;
    for (const each of waiting) each.reject(cause);
  }

  #take(chunk: Buffer): void {
    const rest = this.#pass(chunk);
    this.#chunks.push(rest);
    this.#buffered += rest.length;
    if (this.#buffered < this.#needed) return;
    let buffer = this.#chunks.length === 1 ? rest : Buffer.concat(this.#chunks, this.#buffered);
    for (;;) {
      const used = this.#answer(buffer);
      if (this.#child === null) return;
      if (used === 0) break;
      buffer = buffer.subarray(used);
    }
    this.#chunks = buffer.length === 0 ? [] : [buffer];
    this.#buffered = buffer.length;
    if (this.#waiting.length === 0 && this.#child !== null) hold(this.#child, false);
  }

  /** Hands the bytes of an oversize object on; returns those behind it. */
  #pass(bytes: Buffer): Buffer {
    if (this.#passing === null) return bytes;
    const rest = this.#passing.take(bytes);
    const fault = this.#passing.end();
    if (fault === null) return rest;
    this.#passing = null;
    this.#waiting.shift()?.reject(fault);
    if (this.#waiting.length === 0 && this.#child !== null) hold(this.#child, false);
    return rest;
  }

  /** Answers the oldest request from the front of `buffer`; returns the number of bytes used, 0 if more are needed. */
  #answer(buffer: Buffer): number {
    const waiting = this.#waiting[0];
    const headEnd = buffer.indexOf(0x0a);
    if (waiting === undefined || headEnd < 0) {
      this.#needed = buffer.length + 1;
      return 0;
    }
    const [id, type, size] = buffer.toString("latin1", 0, headEnd).split(" ");
    if (type === "missing") {
      this.#waiting.shift();
      waiting.resolve(null);
      return headEnd + 1;
    }
    const length = Number(size);
    if (length > MAX_OBJECT_BYTES && length <= MAX_HASHED_BYTES && isObjectType(type)) {
      this.#passing = new PassingObject(waiting.id, type, length);
      this.#needed = 1;
      return buffer.length - this.#pass(buffer.subarray(headEnd + 1)).length;
    }
    if (!Number.isSafeInteger(length) || length > MAX_HASHED_BYTES) {
      // What follows is the object itself: the next request is for another process.
      this.#child?.kill();
      this.#child = null;
      this.#fail(new RefusalError(untrustedObject(waiting.id, `an object of ${size} bytes`)));
      return 0;
    }
    const end = headEnd + 1 + length;
    if (buffer.length < end + 1) {
      this.#needed = end + 1;
      return 0;
    }
    this.#waiting.shift();
    this.#needed = 1;
    const content = keepable(buffer.subarray(headEnd + 1, end));
    if (id !== waiting.id || !isObjectType(type) || hashObject(waiting.id, type, content) !== waiting.id) {
      waiting.reject(new RefusalError(untrustedObject(waiting.id, "an object with another hash")));
    } else {
      waiting.resolve({ id, type, content });
    }
    return end + 1;
  }
}

/** A small object is copied, so that it does not keep the whole buffer alive; a large one is most of its buffer. */
function keepable(part: Buffer): Uint8Array {
  return part.length < LARGE_BYTES
    ? new Uint8Array(part)
    : new Uint8Array(part.buffer, part.byteOffset, part.length);
}

function isObjectType(text: string | undefined): text is GitObject["type"] {
  return text === "commit" || text === "tree" || text === "blob" || text === "tag";
}

/** Keeps the process alive only while an answer is awaited. */
function hold(child: ChildProcessWithoutNullStreams, wanted: boolean): void {
  const pipes = [child.stdin, child.stdout, child.stderr].filter((pipe) => pipe instanceof Socket);
  for (const handle of [child, ...pipes]) {
    if (wanted) handle.ref();
    else handle.unref();
  }
}
