import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findUnquoted } from "../../src/trust/find-unquoted.ts";

/** Quoted, and yet computed, or the name of a variable, a program or a file: A-151. */
const ACTS_IN_QUOTES = [
  ...'(( TITLE ))|echo $(( TITLE ))|echo "$((TITLE))"|echo "$(("$TITLE"))"|let TITLE|let "x=TITLE"'.split(
    "|",
  ),
  ...'[[ "$TITLE" -eq 1 ]]|[[ TITLE -eq 1 ]]|[[ -v "$TITLE" ]]|test -v "$TITLE"|printf -v "$TITLE" x'.split(
    "|",
  ),
  ...'declare "$TITLE"|export "$TITLE"|local -n x="$TITLE"|declare -i x="$TITLE"|unset "$TITLE"'.split("|"),
  ...'read "$TITLE" <<< a|mapfile -C "$TITLE" -c 1 x|trap "$TITLE" EXIT|alias x="$TITLE"'.split("|"),
  ...[
    `echo "\${!TITLE}"`,
    `echo "\${TITLE@P}"`,
    `echo "\${X:$TITLE}"`,
    `echo "\${X:TITLE}"`,
    `echo "\${A[TITLE]}"`,
  ],
  ...'A["$TITLE"]=1|A[TITLE]=1|"$TITLE"|a && "$TITLE"|if "$TITLE"; then a; fi|X=1 "$TITLE"|sudo "$TITLE"'.split(
    "|",
  ),
  ...'exec "$TITLE"|echo "$("$TITLE")"|. "$TITLE"|source <(echo "$TITLE")|bash < <(echo "$TITLE")'.split("|"),
  ...'PATH="$TITLE:$PATH" ls|PS4="$TITLE"|export BASH_ENV="$TITLE"|NODE_OPTIONS="$TITLE" node x'.split("|"),
  ...'bash "$TITLE"|node <<< "$TITLE"|python3 - <<< "$TITLE"|sh -o pipefail -c "$TITLE"|ssh host "$TITLE"'.split(
    "|",
  ),
  ...'sed "s/a/$TITLE/" f|awk "{print $TITLE}"|make "A=$TITLE"|psql -c "$TITLE"|sqlite3 db "$TITLE"'.split(
    "|",
  ),
  ...'npx "$TITLE"|git -c "$TITLE" status|find . -exec "$TITLE" ;|echo a > "$TITLE"'.split("|"),
  ...[
    'bash -c \\\n "$TITLE"',
    'eval \\\n "$TITLE"',
    'xargs -I{} sh -c {} <<< "$TITLE"',
    '( ( echo ); "$TITLE" )',
  ],
  ..."sudo -E bash|env bash|/bin/sh|xargs -I{} bash -c {}".split("|").map((to) => `echo "$TITLE" | ${to}`),
  ...[
    'echo "$TITLE" |& sh',
    'echo "$TITLE" > >(sh)',
    'echo "$TITLE" \\\n | sh',
    'echo "$( (basename $TITLE) )"',
  ],
  'echo "$(case x in a) echo $TITLE ;; esac)"',
  'flock f -c "$TITLE"',
  ...[
    "echo $[TITLE]",
    'declare -a "x[$TITLE]=1"',
    '\\eval "$TITLE"',
    '"bash" -c "$TITLE"',
    'bash -s <<< "$TITLE"',
  ],
  ...['echo "$TITLE" | tee >(bash)', 'gawk -f "$TITLE" x', 'sudo -u x "$TITLE"', 'echo x >"$TITLE"'],
];
/** The text under another name: A-152. */
const RENAMED = [
  'X="$TITLE"\necho $X',
  'x="a-$(basename "$TITLE")"\nls $x',
  'export x="$TITLE"\ntrue',
  'read -r X <<< "$TITLE"\neval "$X"',
  'echo "$TITLE" | while read -r x; do eval "$x"; done',
  `mapfile -t X <<< "$TITLE"\neval "\${X[0]}"`,
  'for t in "$TITLE"; do eval "$t"; done',
  'set -- "$TITLE"\neval "$1"',
  'set -- "$TITLE"\n"$@"',
  'for i in 1 2; do eval "$x"; x="$TITLE"; done',
  'f() { eval "$1"; }\nf "$TITLE"',
  'function f {\n  "$@"\n}\nf a "$TITLE"',
  'while IFS= read -r l; do eval "$l"; done < <(echo "$TITLE")',
  'printf -v X "%s" "$TITLE"; eval "$X"',
];
/** What sound scripts do with such a text. */
const SOUND = [
  `V="\${TITLE#refs/tags/v}"\necho "$V" "\${V##*/}" "\${V:-a}" "\${V:0:7}" "\${#V}"`,
  'echo "title=$TITLE" >> "$GITHUB_OUTPUT"',
  'if [[ "$TITLE" == v* && -n "$TITLE" ]] || [ "$TITLE" = a ]; then\n  exit 1\nfi',
  '[[ "$TITLE" =~ ^[0-9]+$ ]] || exit 1\n[ "$TITLE" -gt 3 ]',
  'case "$TITLE" in\n  v*) echo "$TITLE" ;;\nesac',
  'git tag --annotate "v$TITLE" --message "a $TITLE"\ngit -c user.name=a push origin "refs/tags/v$TITLE"',
  'node --import tsx x.ts "$TITLE"\npython -m x "$TITLE"\nbash x.sh "$TITLE"\nnpx cutter run "$TITLE"',
  'args=(\n  --title\n  "$TITLE"\n)\nargs+=("$TITLE")',
  'bash -c \'echo "$1"\' _ "$TITLE"',
  "awk -v t=\"$TITLE\" '{print t}' f\nsed -n '1p' \"$TITLE\"\njq --arg t \"$TITLE\" '.a=$t' f",
  'echo "$TITLE" | tr a b | jq -R .\n./x "$TITLE" 2>&1 | tee log >&2',
  '(cd x && ./y "$TITLE")\n{ ./y "$TITLE"; }\n! ./x "$TITLE" &> log',
  'f() {\n  local t="$1"\n  echo "$t"\n}\nf "$TITLE"',
  './x \\\n  --title "$TITLE" \\\n  --b',
  'sudo ./x "$TITLE"\ntimeout 5 ./x "$TITLE"\nA=b ./x "$TITLE"\nexport VERSION="$TITLE"',
  'eval "$(ssh-agent -s)"\n. ./x.sh; echo "$TITLE"\ni=0; ((i++)); echo "$((1+2)) $TITLE"',
  'while read -r x; do echo "$x"; done <<< "$TITLE"\nprintf -v out "%s" "$TITLE"',
  'echo "$TITLE" > VERSION\ndiff <(echo "$TITLE") f\nmkdir -p "out/$TITLE"',
];
const find = (script: string) => findUnquoted(script, new Set(["TITLE"]));

describe("findUnquoted", () => {
  for (const script of ACTS_IN_QUOTES)
    it(`finds what acts in spite of its quotes, or without a mention (A-151): ${script}`, () =>
      assert.notDeepEqual(find(script), []));

  for (const script of RENAMED)
    it(`follows a text of others under another name (A-152): ${script}`, () =>
      assert.notDeepEqual(find(script), []));

  for (const script of SOUND)
    it(`finds nothing in what sound scripts do (A-151, A-152): ${script}`, () =>
      assert.deepEqual(find(script), []));

  it("names the line of each, also behind lines that go on", () => {
    assert.deepEqual(find('echo a \\\n  b\necho $TITLE\n\neval "$TITLE"'), [2, 4]);
  });

  it("takes a command that nobody can review for one that acts", () => {
    assert.deepEqual(find(`echo ${"a ".repeat(2000)}"$TITLE"`), [0]);
    assert.deepEqual(find(`echo ${'"$(echo '.repeat(10)}"$TITLE"${')"'.repeat(10)}`), [0]);
  });
});
