/** What a variable with a text of others may be called: after what it holds. */
const NOUNS = [
  ..."TITLE BODY TEXT MESSAGE COMMENT REVIEW DESCRIPTION SUBJECT SUMMARY NOTE NOTES REASON QUESTION ANSWER".split(
    " ",
  ),
  ..."BRANCH HEAD BASE REF TAG COMMIT SHA VERSION RELEASE LABEL LABELS MILESTONE TOPIC".split(" "),
  ..."NAME LOGIN ACTOR AUTHOR SENDER PERSON REVIEWER EMAIL WHO".split(" "),
  ..."ID NUMBER COUNT DATE DIGEST MODE STATE STATUS RESULT DECISION VERDICT OUTCOME CONCLUSION TOKEN".split(
    " ",
  ),
  ..."PR PULL REQUEST ISSUE DOCUMENT RUN GATE INPUT OUTPUT VALUE PAYLOAD EVENT MATRIX UNTRUSTED".split(" "),
];
/** Beginnings of names that programs read: shells, loaders, interpreters, package managers, git, the runner, the bot. */
const READ =
  /^(?:ACTIONS|ANSIBLE|AWS|AZURE|BACKUP|BASH|BUN|BUNDLE|CARGO|CGO|CMAKE|COMPOSE|COREPACK|CURL|CUTTER|DENO|DOCKER|DOT|DOTNET|DYLD|ELECTRON|ERL|GEM|GIT|GITHUB|GNUPG|GO|GOOGLE|GPG|GRADLE|HELM|INPUT|JAVA|JDK|JULIA|KUBE|LC|LD|LESS|LUA|MAKE|MAVEN|MYSQL|NODE|NPM|OPENSSL|PERL|PHP|PIP|PIPENV|PKG|PNPM|POETRY|PYTHON|R|RUBY|RUNNER|RUST|RUSTC|SSH|SSL|SUDO|TF|TSX|UV|XDG|YARN)_/;
const TOKEN = /^(?:GITHUB|GH)_TOKEN$/;

/**
 * Whether a variable of this name is data to every program that gets it, as PR_TITLE is and NODE_OPTIONS, PATH or GIT_SSH_COMMAND are not.
 * What programs read can't be listed to its end, so the words that say what a text is are listed instead.
 */
export function isHarmlessName(name: string): boolean {
  if (TOKEN.test(name)) return true;
  return /^[A-Z][A-Z0-9_]*$/.test(name) && !READ.test(name) && NOUNS.includes(name.split("_").at(-1) ?? "");
}

/** Whether programs are known to read a variable of this name. */
export function isReadByPrograms(name: string): boolean {
  return READ.test(name) && !TOKEN.test(name);
}
