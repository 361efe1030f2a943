/** What reading a pipe, a device or a folder in the place of a file throws; it looks like a fault of the system call. */
export function notAFile(path: string): Error {
  return Object.assign(new Error(`no regular file: ${path}`), { code: "EINVAL", syscall: "open" });
}
