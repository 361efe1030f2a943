import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findFaultsOf as find, type Parts } from "../support/job-with-rights.ts";

const AT = "@3d3c42e5aac5ba805825da76410c181273ba90b1";
const OTHERS = `\${{ github.event.pull_request.title }}`;

const variable = (name: string, text = OTHERS) => ({ step: `run: ./x\nenv:\n  ${name}: ${text}` });
const script = (text: string, shell = "bash") => ({
  step: `shell: ${shell}\nenv:\n  TITLE: ${OTHERS}\nrun: |\n  ${text.replace(/\n/g, "\n  ")}`,
});
const own = (uses: string, input = "document-id") => ({
  step: `uses: ${uses}\nwith:\n  ${input}: \${{ inputs.a }}`,
});

const READ_BY_PROGRAMS =
  "NODE_OPTIONS BASH_ENV ENV PATH LD_PRELOAD GIT_SSH_COMMAND GIT_CONFIG_COUNT GIT_CONFIG_VALUE_0 GIT_AUTHOR_NAME NODE_PATH npm_config_registry NPM_TOKEN PYTHONPATH PYTHONSTARTUP PERL5OPT RUBYOPT JAVA_TOOL_OPTIONS PROMPT_COMMAND PS4 IFS MAKEFLAGS CC EDITOR LESSOPEN HOME TMPDIR HTTPS_PROXY SSL_CERT_FILE DOCKER_HOST PGSERVICEFILE INPUT_REF GITHUB_REF CUTTER_ROOT BACKUP_GPG_FPR DOT_CUTTER_EXEC_DB_PASSWORD RUSTC_WRAPPER GOFLAGS Path x.title".split(
    " ",
  );
const HARMLESS =
  "TITLE PR_TITLE BODY HEAD_REF BRANCH COMMIT_MESSAGE VERSION DOCUMENT_ID ACTOR GITHUB_TOKEN GH_TOKEN".split(
    " ",
  );

const HERE = /a text of others in `/;
const NAME = /a text of others under the name/;
const MENTION = /outside of double quotes, or as a program/;
const LATER = /sets for later ones/;
const INPUT = /in an input of an action/;
const GROUP = /others choose whose job is cancelled/;

/** Scripts whose quotes are not read: A-153. */
const OTHER_SHELLS: readonly (readonly [string, string])[] = [
  ["pwsh", 'iex "$env:TITLE"'],
  ["pwsh", "& $env:TITLE"],
  ["powershell", `[scriptblock]::Create(\${env:TITLE})`],
  ["python", 'os.system(os.environ["TITLE"])'],
  ["cmd", "echo !TITLE!"],
  ["perl {0}", "system($ENV{TITLE})"],
];
/** Ways to the files of the runner: A-155. */
const TO_LATER_STEPS = [
  'echo a >> "$RUNNER_TEMP/_runner_file_commands/x"',
  'F=GITHUB_\necho a >> "$(printenv $F$E)"',
  `echo a >> "\${!GITHUB_E@}"`,
  'tee "$GITHUB""_ENV"',
];

/** A part of a job with rights, and what has to be found. */
const FOUND: readonly (readonly [string, Parts, RegExp])[] = [
  ...READ_BY_PROGRAMS.map((name) => [`the variable ${name}`, variable(name), NAME] as const),
  ["a variable of the whole job", { job: `env:\n  NODE_OPTIONS: ${OTHERS}` }, NAME],
  ["a variable of every job", { top: `env:\n  BASH_ENV: ${OTHERS}` }, NAME],
  [
    "a variable of a container",
    { job: `container:\n  image: a@sha256:${"a".repeat(64)}\n  env:\n    LD_PRELOAD: ${OTHERS}` },
    NAME,
  ],
  ["a variable that another step has made", variable("PATH", `\${{ steps.a.outputs.b }}`), NAME],
  ...[
    "inputs.github.sha",
    "github.shadow",
    "x['github.sha']",
    "inputs.a == 'b'.c",
    "[inputs.a == 'b'",
    "inputs.matrix.a",
    "matrix.a[0]",
  ].map(
    (inside) =>
      [`\`${inside}\`, which is no fixed value,`, variable("PATH", `\${{ ${inside} }}`), NAME] as const,
  ),
  ["a text beside a fixed one", variable("PATH", `\${{ secrets.A || github.head_ref }}`), NAME],
  ["a sender's text below a payload", variable("ENV", `\${{ github.event.deployment.payload.id }}`), NAME],
  ["a working directory", { step: `run: ./x\nworking-directory: ${OTHERS}` }, HERE],
  ["a directory of the job", { job: `defaults:\n  run:\n    working-directory: ${OTHERS}` }, HERE],
  ["a directory of every job", { top: `defaults:\n  run:\n    working-directory: ${OTHERS}` }, HERE],
  ["a machine", { job: `timeout-minutes: 5\nenvironment: \${{ inputs.where }}` }, HERE],
  ["the name of a job, which is that of a check", { job: `name: ${OTHERS}` }, HERE],
  ["a volume", { job: `container:\n  image: a@sha256:${"a".repeat(64)}\n  volumes:\n    - ${OTHERS}` }, HERE],
  ["a port of a service", { job: `services:\n  db:\n    ports:\n      - ${OTHERS}` }, HERE],
  ["a time limit", { job: `timeout-minutes: \${{ fromJSON(inputs.a) }}` }, HERE],
  [
    "a variable out of a matrix that an expression fills",
    {
      ...variable("PATH", `\${{ matrix.a }}`),
      job: `strategy:\n  fail-fast: false\n  matrix:\n    a: \${{ fromJSON(needs.a.outputs.b) }}\n    b: [c]`,
    },
    NAME,
  ],
  [
    "a variable out of a matrix in a block text",
    {
      ...variable("PATH", `\${{ matrix.a }}`),
      job: `strategy:\n  matrix: >-\n    \${{ fromJSON(needs.a.outputs.b) }}`,
    },
    NAME,
  ],
  ["a matrix", { job: `strategy:\n  matrix: \${{ fromJSON(inputs.a) }}` }, HERE],
  ["a whole group", { top: `concurrency:\n  group: ${OTHERS}` }, GROUP],
  ["a group that begins with it", { top: `concurrency:\n  group: ${OTHERS}-a` }, GROUP],
  ["a group that cancels", { job: `concurrency:\n  group: a-${OTHERS}\n  cancel-in-progress: true` }, GROUP],
  ["a group on one line", { job: `concurrency: ${OTHERS}` }, HERE],
  ["no quotes", script("echo $TITLE"), MENTION],
  ["braces without quotes", script(`echo "a"\${TITLE}`), MENTION],
  ["a command inside quotes", script('echo "$(basename $TITLE)"'), MENTION],
  ["backquotes inside quotes", script('echo "`basename $TITLE`"'), MENTION],
  ["quotes that are over", script(`echo 'it' "a" $TITLE`), MENTION],
  ["a quote in a comment before it", script("# don't\necho $TITLE"), MENTION],
  ["eval", script('eval "$TITLE"'), MENTION],
  ["another shell", script('bash -c "echo $TITLE"'), MENTION],
  ["another shell, in single quotes", script("bash -c 'echo $TITLE'"), MENTION],
  ["another language", script('node --input-type=module -e "$TITLE"'), MENTION],
  ["a pipe into a shell", script('echo "$TITLE" | sh'), MENTION],
  ["a here string for a shell", script('bash <<< "$TITLE"'), MENTION],
  ["a text inside the script", script('cat <<E\ndon\'t\nE\necho "$TITLE"'), MENTION],
  ["quotes with escapes", script("echo $'it\\'s' \"$TITLE\""), MENTION],
  ["cmd, which puts texts in", script("echo %TITLE%", "cmd"), MENTION],
  ["a line too long to be read", script(`echo "${"a".repeat(3000)} $TITLE"`), MENTION],
  ["a script on one line", { step: `run: echo $TITLE\nenv:\n  TITLE: ${OTHERS}` }, MENTION],
  [
    "a variable of the job in a script",
    { job: `env:\n  TITLE: ${OTHERS}`, step: "run: echo $TITLE" },
    MENTION,
  ],
  ...OTHER_SHELLS.map(
    ([shell, text]) => [`${shell} (A-153): ${text}`, script(text, shell), MENTION] as const,
  ),
  [
    "the shell of every job (A-153)",
    {
      ...variable("TITLE"),
      top: "defaults:\n  run:\n    shell: pwsh",
      step: script("iex $env:TITLE").step.replace(/^.*\n/, ""),
    },
    MENTION,
  ],
  ...TO_LATER_STEPS.map(
    (text) => [`\`${text}\` (A-155)`, { step: `run: |\n  ${text.replace("\n", "\n  ")}` }, LATER] as const,
  ),
  [
    "what a script prints, where old commands work (A-155)",
    { job: "env:\n  ACTIONS_ALLOW_UNSECURE_COMMANDS: true" },
    LATER,
  ],
  [
    "an expression over two lines (A-154)",
    variable("PATH", `>-\n    \${{ github.sha\n    || github.head_ref }}`),
    NAME,
  ],
  ...["name", "if", "uses"].map(
    (input) =>
      [
        `an input that is called ${input} (A-154)`,
        { step: `uses: x/y${AT}\nwith:\n  ${input}: ${OTHERS}` },
        INPUT,
      ] as const,
  ),
  ...[`"echo $TITLE"`, "'eval $TITLE'", '>\n  echo "$TITLE"\n  | sh', '>-\n  true\n\n  "$TITLE"'].map(
    (run) =>
      [
        `a script that YAML puts together (A-154): ${run}`,
        { step: `env:\n  TITLE: ${OTHERS}\nrun: ${run}` },
        MENTION,
      ] as const,
  ),
  ["a branch that the runner itself names, out of quotes", { step: "run: echo $GITHUB_HEAD_REF" }, MENTION],
  ["a branch that the runner itself names, run (A-162)", { step: 'run: eval "$GITHUB_REF_NAME"' }, MENTION],
  [
    "an account that the runner itself names",
    { step: 'run: sh -c "echo $GITHUB_TRIGGERING_ACTOR"' },
    MENTION,
  ],
  ["the same in another shell", { step: "run: iex $env:GITHUB_HEAD_REF\nshell: pwsh" }, MENTION],
  [
    "a shell that runs what the script prints",
    { step: `run: echo "$TITLE"\nshell: bash -c "eval {0}"\nenv:\n  TITLE: ${OTHERS}` },
    MENTION,
  ],
  [
    "a shell that runs the text itself",
    { step: `run: ./x\nshell: bash -c '$TITLE; {0}'\nenv:\n  TITLE: ${OTHERS}` },
    MENTION,
  ],
  ["a variable for later steps", { step: 'run: echo "A=b" >> "$GITHUB_ENV"' }, LATER],
  ["a path for later steps", { step: `run: |\n  echo a >> \${GITHUB_PATH}` }, LATER],
  ["the old command for it", { step: "run: echo ::set-env name=A::b" }, LATER],
  ["the file under another name", { step: `run: ./x\nenv:\n  TITLE: \${{ github.env }}` }, LATER],
  ["somebody else's action under the bot's name", own(`x/y/actions/run-phases${AT}`), INPUT],
  ["the bot's action in another folder", own("./other/actions/run-phases"), INPUT],
  ["the sidecar of the bot's own action", own("./actions/run-phases", "root"), INPUT],
  ["the keys of the bot's own action", own("./actions/verify-approval", "root-keys"), INPUT],
];

const PASSES: readonly (readonly [string, Parts])[] = [
  ...HARMLESS.map((name) => [`the variable ${name}`, variable(name)] as const),
  ["a fixed text under any name", variable("NODE_OPTIONS", `\${{ runner.temp }}\${{ github.sha }}`)],
  ["a choice between fixed texts", variable("NODE_OPTIONS", `\${{ github.ref == 'a' && 'b' || '' }}`)],
  ["a matrix of the workflow", variable("PATH", `\${{ matrix.a }}`)],
  ["quotes", script(`echo "a $TITLE" "\${TITLE}"`)],
  ["a command in quotes inside quotes", script('echo "$(basename "$TITLE")"')],
  ["no expansion", script("echo '$TITLE'")],
  ["a branch that the runner itself names, in quotes", { step: 'run: echo "$GITHUB_REF_NAME"' }],
  [
    "a shell with flags",
    { step: `run: echo "$TITLE"\nshell: bash --noprofile --norc -eo pipefail {0}\nenv:\n  TITLE: ${OTHERS}` },
  ],
  ["a condition", { step: "run: ./x\nif: github.event.pull_request.title == 'a'" }],
  ["a name of a step", { step: `name: ${OTHERS}\nrun: ./x` }],
  ["an output", { job: `outputs:\n  a: \${{ steps.a.outputs.b }}` }],
  ["a group of its own", { top: `concurrency:\n  group: a-${OTHERS}\n  cancel-in-progress: false` }],
  [
    "a group by the workflow's name",
    { top: `concurrency:\n  group: \${{ github.workflow }}-\${{ github.ref }}` },
  ],
  ["the bot's own action", own("./actions/run-phases")],
  ["an output of a step", { step: 'run: echo "a=b" >> "$GITHUB_OUTPUT"' }],
  ["a job without rights", { rights: "contents: read", ...variable("NODE_OPTIONS") }],
];

describe("findActingTexts", () => {
  for (const [name, parts, finding] of FOUND)
    it(`finds a text of others in ${name}`, () => assert.match(find(parts), finding));

  for (const [name, parts] of PASSES) it(`finds nothing in ${name}`, () => assert.equal(find(parts), ""));

  it("knows the bot's own actions by the repository that the configuration names (A-123)", () => {
    assert.equal(find(own(`icx/iu-cutter/actions/run-phases${AT}`), "icx/iu-cutter"), "");
    assert.match(find(own(`x/iu-cutter/actions/run-phases${AT}`), "icx/iu-cutter"), INPUT);
    assert.match(find(own("icx/iu-cutter/actions/run-phases@v1"), "icx/iu-cutter"), INPUT);
  });
});
