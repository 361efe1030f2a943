/** What a good signature of the primary key says of one part of the key: the key itself, a user id, or a subkey. */
export interface Statement {
  readonly says: "binds" | "revokes";
  readonly at: Date;
  /**
   * False over a hash that can be forged, and for a signature that is not meant to leave its key ring: such a statement takes rights away
   * and gives none. A revocation gives where it does away with what a user id restricts; there it is enough that GnuPG counts it.
   */
  readonly mayGrant: boolean;
  /** What the key flags say of signing; null where the signature has none. */
  readonly maySign: boolean | null;
  /** Why a right to sign that it states does not count, or null. */
  readonly fault: string | null;
  /** End of the key that it states, or of the signature itself, whichever is earlier. */
  readonly endsAt: Date | null;
  /** The signature for people: what, when, over which hash. */
  readonly name: string;
}

/** All good statements about the key, each list in any order. */
export interface KeyStatements {
  readonly direct: readonly Statement[];
  readonly users: readonly (readonly Statement[])[];
}

/** A revocation for people, and when it was made. */
type Revocation = Pick<Statement, "name" | "at">;

export interface KeyState {
  /** Why this part of the key may not sign, or null. */
  readonly unfit: string | null;
  /** False for a part that nobody would expect to sign, such as a subkey for encryption. */
  readonly isMeant: boolean;
  /** What revokes the key first, or null. */
  readonly revokedBy: Revocation | null;
  readonly endsAt: Date | null;
  /** The signature that ends the key, or null. */
  readonly endedBy: string | null;
}

export interface PrimaryState extends KeyState {
  /** Why neither the key nor any subkey counts, or null. */
  readonly invalid: string | null;
}

/**
 * The state of the primary key. Of each list the newest strong statement counts, and beside it every weaker one that is not older: GnuPG
 * goes by one of these, whichever it is, so whatever one of them takes away is gone (docs/decisions/trust.md).
 */
export function judgePrimary({ direct, users }: KeyStatements): PrimaryState {
  const standing = users.filter((user) => !isGone(user));
  const revokedBy = firstRevocation(direct) ?? allRevoked(users);
  return {
    ...judgeRights([...currentOf(direct), ...standing.flatMap(currentOf)]),
    revokedBy,
    invalid: standing.some(isGranted) || revokedBy !== null ? null : whyNoUser(users),
  };
}

/** The state of a subkey by itself: whatever ends or revokes the primary key does so to each subkey as well. */
export function judgeSubkey(statements: readonly Statement[]): KeyState {
  return {
    ...judgeRights(currentOf(statements)),
    revokedBy: firstRevocation(statements),
  };
}

function judgeRights(current: readonly Statement[]): Omit<KeyState, "revokedBy"> {
  const [first] = current
    .flatMap(({ endsAt, name }) => (endsAt === null ? [] : [{ endsAt, name }]))
    .sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
  return {
    unfit: whyUnfit(current),
    isMeant: current.length === 0 || current.some(({ maySign }) => maySign !== false),
    endsAt: first?.endsAt ?? null,
    endedBy: first?.name ?? null,
  };
}

function whyUnfit(current: readonly Statement[]): string | null {
  const denying = current.find(({ maySign }) => maySign === false);
  if (denying !== undefined) return `${denying.name} does not let it sign`;
  const faulty = current.find(({ fault }) => fault !== null);
  if (faulty !== undefined) return `${faulty.name}: ${faulty.fault}`;
  if (current.length === 0) return "no signature binds it";
  const isGiven = current.some(({ maySign, mayGrant }) => maySign === true && mayGrant);
  return isGiven ? null : `no signature that counts lets it sign: there is only ${namesOf(current)}`;
}

/** The newest statement that may grant, and every other that is not older; all of them where none may grant. */
function currentOf(statements: readonly Statement[]): readonly Statement[] {
  const bindings = statements.filter(({ says }) => says === "binds");
  const granting = bindings.filter(({ mayGrant }) => mayGrant).map(({ at }) => at.getTime());
  const since = Math.max(Number.NEGATIVE_INFINITY, ...granting);
  return bindings.filter(({ at }) => at.getTime() >= since);
}

/** Whether a user id is bound by a strong signature and not revoked since. */
function isGranted(user: readonly Statement[]): boolean {
  const current = currentOf(user);
  const [since = Number.POSITIVE_INFINITY] = current.map(({ at }) => at.getTime()).sort((a, b) => a - b);
  const isRevoked = user.some(({ says, at }) => says === "revokes" && at.getTime() >= since);
  return !isRevoked && current.some(({ mayGrant }) => mayGrant);
}

/** Whether every reader sees the user id as revoked, for good: then nothing of it counts. */
function isGone(user: readonly Statement[]): boolean {
  const lastBinding = Math.max(
    Number.NEGATIVE_INFINITY,
    ...user.filter(({ says }) => says === "binds").map(({ at }) => at.getTime()),
  );
  return user.some(
    ({ says, at, endsAt, mayGrant }) =>
      says === "revokes" && mayGrant && endsAt === null && at.getTime() > lastBinding,
  );
}

function firstRevocation(statements: readonly Statement[]): Statement | null {
  const revoking = statements.filter(({ says }) => says === "revokes");
  return revoking.sort((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

/** Without a user id the key ends: when the last of them is revoked. */
function allRevoked(users: readonly (readonly Statement[])[]): Revocation | null {
  const revoking = users.map(firstRevocation);
  if (users.length === 0 || users.some(isGranted) || revoking.includes(null)) return null;
  const found = revoking.flatMap((each) => each ?? []);
  const last = Math.max(...found.map(({ at }) => at.getTime()));
  return { name: `every user id is revoked: ${namesOf(found)}`, at: new Date(last) };
}

function whyNoUser(users: readonly (readonly Statement[])[]): string {
  const found = users.flat();
  const only = found.length === 0 ? "there is none" : `there is only ${namesOf(found)}`;
  return `no user id has a self-signature that counts: ${only}`;
}

function namesOf(statements: readonly Statement[]): string {
  return statements.map(({ name }) => name).join(", ");
}
