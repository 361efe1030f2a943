import { micromark } from "micromark";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";
import { drawFlowchart } from "./draw-flowchart.ts";
import { iso } from "./render.ts";
import type { GitHubWorld, Pull, Status } from "./world.ts";

/** Every pull request of a loopback GitHub with its comments, as GitHub would show them: one page that needs nothing else. */
export function renderConversationPage(world: GitHubWorld): string {
  const pulls = world.pulls.map((pull) => renderPull(world, pull));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${world.owner}/${world.name}: the conversation</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style></head><body><main>${pulls.join("\n")}</main></body></html>
`;
}

function renderPull(world: GitHubWorld, pull: Pull): string {
  const statuses = world.statuses.filter((status) => status.sha === pull.headSha);
  const comments = world.comments.filter((comment) => comment.issue === pull.number);
  const posts = [
    { login: pull.user.login, at: pull.createdAt, body: pull.body ?? "", isEdited: false, isFolded: false },
    ...comments.map((comment) => ({
      login: comment.user.login,
      at: comment.createdAt,
      body: comment.body,
      isEdited: comment.updatedAt > comment.createdAt,
      isFolded: comment.minimizedAs !== null,
    })),
  ];
  const state = pull.mergedAt === null ? pull.state : "merged";
  const merged =
    pull.mergedAt === null
      ? ""
      : `<p class="event">${escapeText(pull.mergedBy?.login ?? "?")} merged this at ${iso(pull.mergedAt)} as <code>${pull.mergeSha?.slice(0, 10)}</code></p>`;
  return `<section><h1>${escapeText(pull.title)} <span class="number">#${pull.number}</span></h1>
<p><span class="state ${state}">${state}</span> <code>${escapeText(pull.headRef)}</code> into <code>${escapeText(pull.baseRef)}</code></p>
${posts.map(renderPost).join("\n")}
${statuses.map(renderStatus).join("\n")}
${merged}</section>`;
}

function renderPost(post: {
  readonly login: string;
  readonly at: Date;
  readonly body: string;
  readonly isEdited: boolean;
  readonly isFolded: boolean;
}): string {
  const text = renderMarkdown(post.body);
  const body = post.isFolded ? `<details><summary>outdated</summary>${text}</details>` : text;
  return `<article><header><b>${escapeText(post.login)}</b> commented ${iso(post.at)}${post.isEdited ? " · edited" : ""}</header><div class="body">${body}</div></article>`;
}

function renderStatus(status: Status): string {
  return `<p class="event"><b class="${status.state}">${status.state}</b> <code>${escapeText(status.context)}</code> ${escapeText(status.description ?? "")}</p>`;
}

/** GitHub-flavoured Markdown with the HTML that GitHub leaves in place; a Mermaid block is drawn. */
function renderMarkdown(markdown: string): string {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfmTable()],
    htmlExtensions: [gfmTableHtml()],
  });
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(
      /<(?!\/?(?:details|summary|p|h[1-6]|ul|ol|li|pre|code|em|strong|a|table|thead|tbody|tr|th|td|blockquote|hr|br)\b)/g,
      "&lt;",
    )
    .replace(
      /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
      (whole, chart: string) => drawFlowchart(plainText(chart)) ?? whole,
    );
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function plainText(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

const STYLE = `
body{margin:0;background:#f6f8fa;color:#1f2328;font:15px/1.5 -apple-system,"Segoe UI","Noto Sans","DejaVu Sans",Helvetica,Arial,sans-serif}
main{max-width:900px;margin:0 auto;padding:16px}section{margin-bottom:56px}h1{font-weight:400;font-size:26px;margin:16px 0 4px}
.number{color:#59636e}.state{border-radius:16px;padding:4px 12px;color:#fff;background:#1f883d}.merged{background:#8250df}.closed{background:#cf222e}
article{background:#fff;border:1px solid #d1d9e0;border-radius:6px;margin:16px 0}
article>header{background:#f6f8fa;border-bottom:1px solid #d1d9e0;border-radius:6px 6px 0 0;padding:8px 16px;color:#59636e}
.body{padding:0 16px 8px;overflow-x:auto}.body h2{font-size:21px;border-bottom:1px solid #d1d9e0;padding-bottom:6px}.body h3{font-size:17px}
code{background:#eff1f3;border-radius:4px;padding:2px 5px;font:12.5px ui-monospace,"DejaVu Sans Mono",Menlo,monospace;overflow-wrap:anywhere}
pre{background:#f6f8fa;border-radius:6px;padding:12px;overflow:auto}pre code{background:none;padding:0;overflow-wrap:normal}
table{border-collapse:collapse;margin:8px 0;display:block;overflow:auto}th,td{border:1px solid #d1d9e0;padding:5px 11px;text-align:left}tr:nth-child(2n){background:#f6f8fa}
blockquote{margin:8px 0;padding:0 12px;color:#59636e;border-left:4px solid #d1d9e0}.event{color:#59636e;padding-left:16px}
.success{color:#1a7f37}.failure{color:#cf222e}.pending{color:#9a6700}a{color:#0969da}details{margin:8px 0}svg{display:block;margin:8px 0}
`;
