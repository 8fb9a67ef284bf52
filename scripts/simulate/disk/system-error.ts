const MEANINGS = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  ENOSPC: 'no space left on device',
  EIO: 'i/o error',
  EBADF: 'bad file descriptor',
} as const;

/** What Node throws where a call of the system fails. */
export class SystemCallError extends Error {
  override readonly name = 'Error';
  readonly code: keyof typeof MEANINGS;
  readonly syscall: string;
  readonly path: string;

  constructor(code: keyof typeof MEANINGS, syscall: string, path: string) {
    super(`${code}: ${MEANINGS[code]}, ${syscall} '${path}'`);
    this.code = code;
    this.syscall = syscall;
    this.path = path;
  }
}
