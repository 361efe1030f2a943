import { UNSEEN } from "./unseen.ts";

const SPEAKING = new RegExp(String.raw`(?![\n\t])[<>&${UNSEEN}]`, "gu");

/** JSON that says the same and that nothing of a page can end or read otherwise: what HTML or an eye could mistake stands as an escape. */
export function inertJson(json: string): string {
  return json.replace(SPEAKING, (sign) => sign.split("").map(escapeUnit).join(""));
}

/** What `inertJson` was made of, where that was JSON as ECMAScript writes it, which escapes nothing that it need not. */
export function spokenJson(inert: string): string {
  return inert.replace(/\\(?:u([0-9a-f]{4})|.)/gs, (written, hex?: string) => {
    const unit = String.fromCharCode(Number.parseInt(hex ?? "0", 16));
    return hex === undefined || unit < " " || unit === '"' || unit === "\\" ? written : unit;
  });
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
