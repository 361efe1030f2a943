import { access, constants, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";

/** How a program of the cluster is started: as whom, and so that the kernel ends it with this process. */
export interface Launch {
  readonly setpriv: string;
  /** The account that runs the server: PostgreSQL refuses to run as root. */
  readonly account: { readonly uid: number; readonly gid: number };
  /** True where this process is root and hands the cluster to another account. */
  readonly drops: boolean;
}

/** Null where `setpriv` or an account without privileges is missing: then no cluster can be started safely. */
export async function readLaunch(path: string): Promise<Launch | null> {
  const setpriv = await findSetpriv(path);
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (setpriv === null || uid === undefined || gid === undefined) return null;
  if (uid !== 0) return { setpriv, account: { uid, gid }, drops: false };
  const account = (await readAccount("postgres")) ?? (await readAccount("nobody"));
  return account === null ? null : { setpriv, account, drops: true };
}

/** The argument list that runs `command` as the account, killed by the kernel when this process ends. */
export function launchArguments(launch: Launch, command: readonly string[]): readonly string[] {
  const { uid, gid } = launch.account;
  const drop = launch.drops ? [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs"] : [];
  return [...drop, "--pdeathsig=KILL", "--", ...command];
}

async function findSetpriv(path: string): Promise<string | null> {
  for (const folder of [...path.split(delimiter), "/usr/bin", "/bin"]) {
    const file = join(folder, "setpriv");
    if (
      folder !== "" &&
      (await access(file, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return file;
  }
  return null;
}

/** The account of that name in `/etc/passwd`, unless it is root's; null where there is none. */
export async function readAccount(name: string): Promise<Launch["account"] | null> {
  const accounts = await readFile("/etc/passwd", "utf8").catch(() => "");
  const fields = accounts
    .split("\n")
    .map((line) => line.split(":"))
    .find(([account]) => account === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return uid > 0 && gid > 0 ? { uid, gid } : null;
}

/** What the system calls the account of the server. */
export async function readAccountName({ drops, account }: Launch): Promise<string> {
  if (!drops) return userInfo().username;
  for (const name of ["postgres", "nobody"]) if ((await readAccount(name))?.uid === account.uid) return name;
  return String(account.uid);
}
