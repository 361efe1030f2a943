import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A far end on loopback that speaks as much WebDAV as rclone asks for. What a test sets makes it a bad one. */
export interface DavServer extends AsyncDisposable {
  readonly url: string;
  /** What lies there, by path. */
  readonly files: Map<string, Buffer>;
  /** Every request: method and path. */
  readonly asked: string[];
  /** Answers a request in place of the server; false: as usual. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** What is given for a file that is there. */
  give: (content: Buffer, path: string) => Buffer;
  /** What is kept of a file that is put; null: nothing. */
  keep: (content: Buffer, path: string) => Buffer | null;
}

export async function startDav(): Promise<DavServer> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    asked.push(`${request.method} ${path}`);
    if (dav.answer(request, response)) return;
    void handle(dav, request, { response, path: path.replace(/\/$/, "") });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const dav: DavServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    files,
    asked,
    answer: () => false,
    give: (content) => content,
    keep: (content) => content,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  return dav;
}

async function handle(
  dav: DavServer,
  request: IncomingMessage,
  { response, path }: { readonly response: ServerResponse; readonly path: string },
): Promise<void> {
  const end = (status: number, body: string | Buffer = "") => response.writeHead(status).end(body);
  const content = dav.files.get(path);
  switch (request.method) {
    case "PROPFIND": {
      const children = childrenOf(dav.files, path);
      if (content === undefined && children.size === 0 && path !== "") return void end(404);
      const own = describe(content === undefined ? `${path}/` : path, content?.length ?? null);
      const shown = content === undefined && request.headers["depth"] === "1" ? [...children] : [];
      const all = [own, ...shown.map(([name, size]) => describe(name, size))].join("");
      response.setHeader("Content-Type", "application/xml");
      return void end(207, `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">${all}</d:multistatus>`);
    }
    case "PUT": {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const kept = dav.keep(Buffer.concat(chunks), path);
      if (kept !== null) dav.files.set(path, kept);
      return void end(201);
    }
    case "GET":
      return void (content === undefined ? end(404) : end(200, dav.give(content, path)));
    case "DELETE":
      return void end(dav.files.delete(path) ? 204 : 404);
    default:
      return void end(request.method === "MKCOL" ? 201 : 200);
  }
}

/** What lies right below a path: files with their size, and folders, whose name ends with a slash. */
function childrenOf(files: DavServer["files"], path: string): ReadonlyMap<string, number | null> {
  const children = new Map<string, number | null>();
  for (const [name, { length }] of files) {
    if (!name.startsWith(`${path}/`)) continue;
    const [first = "", ...rest] = name.slice(path.length + 1).split("/");
    if (rest.length === 0) children.set(name, length);
    else children.set(`${path}/${first}/`, null);
  }
  return children;
}

function describe(name: string, size: number | null): string {
  const what =
    size === null
      ? "<d:resourcetype><d:collection/></d:resourcetype>"
      : `<d:getcontentlength>${size}</d:getcontentlength><d:resourcetype/>`;
  return `<d:response><d:href>${encodeURI(name)}</d:href><d:propstat><d:prop>${what}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
}
