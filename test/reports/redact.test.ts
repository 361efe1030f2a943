import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRedactor } from "../../src/reports/redact.ts";

const SECRET = "correct-horse-battery";
const redactor = createRedactor([SECRET, "", "abc"]);
const dashes = "-----";
const key = `${dashes}BEGIN OPENSSH PRIVATE KEY${dashes}\nb3BlbnNzaC1rZXk\n${dashes}END OPENSSH PRIVATE KEY${dashes}`;
const pgpKey = key.replaceAll("OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK");

/** Text with a secret, and what has to be gone. */
const CASES: readonly (readonly [string, string, string])[] = [
  ["a DSN password", "postgres://cutter:hunter2@db/kb", "hunter2"],
  ["a DSN password that holds an @", "postgresql://cutter:hun@ter2@db/kb", "ter2"],
  ["a password of a key-value DSN", "host=db password=hunter2 user=x", "hunter2"],
  ["a quoted password of a key-value DSN", "host=db password='hunter 2' user=x", "hunter"],
  ["PGPASSWORD", "PGPASSWORD=hunter2 psql", "hunter2"],
  ["a lane's password", "DOT_CUTTER_EXEC_DB_PASSWORD=hunter2", "hunter2"],
  ["a password in JSON", '{"password": "hunter\\"2"}', "hunter"],
  ["a classic token", `ghp_${"a1".repeat(18)}`, "a1a1"],
  ["an installation token", `token ghs_${"Zz9".repeat(12)} sent`, "Zz9"],
  ["a fine-grained token", `github_pat_${"B2".repeat(30)}`, "B2B2"],
  ["an authorization header", "Authorization: Bearer abcdef123456", "abcdef"],
  ["a PEM private key", `x\n${key}\ny`, "b3Blbn"],
  ["an OpenPGP private key", pgpKey, "b3Blbn"],
  ["a private key without its end", key.slice(0, 60), "b3Blbn"],
  ["a configured value", `the ${SECRET} leaked`, SECRET],
];

describe("redact", () => {
  for (const [name, text, secret] of CASES)
    it(`takes out ${name}`, () => {
      const clean = redactor.redact(text);
      assert.ok(!clean.includes(secret), clean);
      assert.match(clean, /\[redacted: /);
    });

  it("leaves text alone that only speaks of passwords, keys and addresses", () => {
    const text =
      "The password policy, Article 5: https://example.org/a?b=c, user@example.org, abc, ghp_short.";
    assert.equal(redactor.redact(text), text);
  });

  it("keeps what stands around a secret", () => {
    assert.equal(redactor.redact("postgres://u:p@h/d"), "postgres://u:[redacted: password]@h/d");
    assert.match(redactor.redact(`before\n${key}\nafter`), /^before\n\[redacted: private key\]\nafter$/);
  });
});

describe("judge", () => {
  const encoded: readonly (readonly [string, string])[] = [
    ["base64", Buffer.from(SECRET).toString("base64")],
    ["base64 behind a user name", Buffer.from(`x-access-token:${SECRET}`).toString("base64")],
    ["hexadecimal", Buffer.from(SECRET).toString("hex")],
    ["an unfinished private key", key.slice(0, 60)],
    ["a git configuration with credentials (A-08)", "[http]\n\textraheader = AUTHORIZATION: basic eHg6eQ=="],
  ];
  for (const [name, text] of encoded)
    it(`refuses to publish ${name}`, () => {
      assert.equal(redactor.judge(`text ${text} text`)?.reason, "STOP_REPORT_REDACTION_FAILED");
    });

  it("never repeats the secret in its refusal", () => {
    const text = JSON.stringify(redactor.judge(Buffer.from(SECRET).toString("hex")));
    assert.ok(!text.includes(SECRET));
  });

  it("lets text pass that redaction has made safe", () => {
    for (const text of [`the ${SECRET}`, key, "PGPASSWORD=hunter2", "plain"])
      assert.equal(redactor.judge(text), null);
  });
});
