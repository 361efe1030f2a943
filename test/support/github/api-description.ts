import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

/** GitHub's published OpenAPI description, asked whether a request or an answer is one that GitHub knows. */
export interface ApiDescription {
  /** The operation that the method and path name, with its path parameters; null where GitHub has none. */
  match(method: string, path: string): Operation | null;
  /** Why `body` is no request of the operation; empty where it is. */
  checkRequest(operation: Operation, body: unknown): readonly string[];
  /** Why `body` is no answer of the operation with that status; empty where it is. */
  checkAnswer(operation: Operation, status: number, body: unknown): readonly string[];
}

export interface Operation {
  readonly method: string;
  /** The template: `/repos/{owner}/{repo}/pulls`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

interface DescribedOperation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, unknown>> }>
  >;
}

let loaded: ApiDescription | null = null;

/** Reads the description once per process, because it is large. */
export function loadApiDescription(): ApiDescription {
  loaded ??= createDescription(readDescription());
  return loaded;
}

function readDescription(): Described {
  const home = createRequire(import.meta.url).resolve("@octokit/openapi/package.json");
  return JSON.parse(
    readFileSync(home.replace(/package\.json$/, "generated/api.github.com.json"), "utf8"),
    asJsonSchema,
  ) as Described;
}

/** OpenAPI 3.0 says `nullable`, where JSON Schema says that null is one of the choices. */
function asJsonSchema(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value)) return value;
  const { nullable, ...schema } = value;
  return nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}

function createDescription(description: Described): ApiDescription {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
  formats.default(ajv);
  ajv.addSchema(description as object, "github");
  const compiled = new Map<string, ValidateFunction>();
  const check = (pointer: readonly string[], body: unknown): readonly string[] => {
    const ref = `github#/${pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    );
  };
  const templates = Object.keys(description.paths).map((path) => ({ path, pattern: patternOf(path) }));
  return {
    match(method, path) {
      const fitting = templates
        .filter(
          (template) =>
            template.pattern.test(path) && description.paths[template.path]?.[method.toLowerCase()],
        )
        .sort((a, b) => literalLength(b.path) - literalLength(a.path));
      const [first] = fitting;
      if (first === undefined) return null;
      const groups = first.pattern.exec(path)?.groups ?? {};
      const params = Object.fromEntries(
        Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value ?? "")]),
      );
      return { method: method.toLowerCase(), path: first.path, params };
    },
    checkRequest({ path, method }, body) {
      const described = description.paths[path]?.[method]?.requestBody?.content?.["application/json"];
      if (described === undefined) return body === undefined ? [] : ["no body is described"];
      return body === undefined
        ? []
        : check(["paths", path, method, "requestBody", "content", "application/json", "schema"], body);
    },
    checkAnswer({ path, method }, status, body) {
      const response = description.paths[path]?.[method]?.responses[String(status)];
      if (response === undefined) return [`status ${status} is not described`];
      const place = response.$ref?.slice(2).split("/") ?? [
        "paths",
        path,
        method,
        "responses",
        String(status),
      ];
      const target = response.$ref === undefined ? response : resolve(description, place);
      if (target.content?.["application/json"] === undefined) return [];
      return check([...place, "content", "application/json", "schema"], body);
    },
  };
}

function resolve(
  root: object,
  place: readonly string[],
): { readonly content?: Readonly<Record<string, unknown>> } {
  return place.reduce<object>((node, key) => (node as Record<string, object>)[key] ?? {}, root);
}

/** `{ref}`, `{path}` and `{branch}` take slashes, as GitHub's routes do. */
function patternOf(path: string): RegExp {
  const pattern = path
    .replace(/[.]/g, "\\.")
    .replace(/\{(\w+)\}/g, (_, name: string) =>
      ["ref", "path"].includes(name) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
    );
  return new RegExp(`^${pattern}$`);
}

/** The template with the most literal characters fits best. */
function literalLength(path: string): number {
  return path.replace(/\{\w+\}/g, "").length;
}
