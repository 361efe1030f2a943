import assert from "node:assert/strict";
import { test } from "node:test";
import { type MarkOptions, markDocument } from "../../src/document/mark.ts";
import type { DoubtCode } from "../../src/domain/doubts.ts";

/** What the judge says of a document. */
interface Answer {
  /** Refused by STOP_CUT_DOUBTFUL. */
  readonly refused: boolean;
  readonly codes: readonly string[];
}

/** The document, judged. */
export function judge(text: string, options: Partial<MarkOptions> = {}): Answer {
  const marked = markDocument(Buffer.from(text), { maxUnits: 1000, ...options });
  if (marked.ok) return { refused: false, codes: unique(marked.value.warnings.map(({ code }) => code)) };
  assert.equal(marked.refusal.reason, "STOP_CUT_DOUBTFUL");
  const codes = (marked.refusal.details ?? []).map((detail) => /^line \d+: (\w+):/.exec(detail)?.[1] ?? "");
  return { refused: true, codes: unique(codes.filter((code) => code !== "")) };
}

function unique(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)].sort();
}

export const SENTENCE = "The keeper of the lamps writes down every boat that lands at the quay.";

/** Marked articles with the given numbers, each with a text. */
export function articles(
  numbers: readonly (number | string)[],
  text = "It applies everywhere and at all times.",
): string {
  return numbers.map((number) => `## Article ${number}\n\n${text}\n\n`).join("");
}

/** A question of the judge: a document that is told, and others of its kind that are not. */
export interface Question {
  readonly code: DoubtCode;
  readonly rule: string;
  readonly faulty: string;
  readonly refused: boolean;
  readonly convention?: string;
  /** Documents of the same kind on which the question is silent. */
  readonly sound: Readonly<Record<string, string>>;
}

/** One test for every document of the questions; a large loss is refused by `reason`. */
export function testQuestions(questions: readonly Question[], reason: "STOP_CUT_DOUBTFUL"): void {
  for (const { code, rule, faulty, refused, sound, convention = null } of questions) {
    test(`${refused ? `${reason} for` : "tells"} ${rule}: ${code}`, () => {
      const answer = judge(faulty, { convention });
      assert.ok(answer.codes.includes(code), answer.codes.join());
      assert.equal(answer.refused, refused);
    });
    for (const [name, text] of Object.entries(sound))
      test(`is silent about ${name}: ${code}`, () => {
        const answer = judge(text);
        assert.deepEqual(
          { refused: answer.refused, told: answer.codes.includes(code) },
          { refused: false, told: false },
        );
      });
  }
}
