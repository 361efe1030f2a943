import { execFileSync } from "node:child_process";

const SET_XATTR: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 188, arm64: 5 };

/** Lets the account write to `path` by an access control list, as `setfacl -m u:UID:rwx` does; that program is often not installed. */
export function letWrite(path: string, uid: number): void {
  const nobody = 0xffffffff;
  const entries = [
    [0x01, 7, nobody],
    [0x02, 7, uid],
    [0x04, 5, nobody],
    [0x10, 7, nobody],
    [0x20, 5, nobody],
  ] as const;
  const list = Buffer.alloc(4 + 8 * entries.length);
  list.writeUInt32LE(2);
  for (const [at, [tag, rights, id]] of entries.entries()) {
    list.writeUInt16LE(tag, 4 + 8 * at);
    list.writeUInt16LE(rights, 6 + 8 * at);
    list.writeUInt32LE(id, 8 + 8 * at);
  }
  const script = `my ($call, $path, $hex) = @ARGV; my $list = pack("H*", $hex); my $name = "system.posix_acl_access\\0";
$path .= "\\0"; syscall($call + 0, $path, $name, $list, length($list), 0) == 0 or die "setxattr: $!";`;
  const call = SET_XATTR[process.arch];
  if (call === undefined) throw new Error(`the number of setxattr on ${process.arch} is not known`);
  execFileSync("perl", ["-e", script, `${call}`, path, list.toString("hex")]);
}
