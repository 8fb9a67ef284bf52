import { errorCode } from './error-code.ts';
import { NoRegularFileError } from './regular-file.ts';

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'it is a file, and a folder is expected',
  EISDIR: 'it is a folder, and a file is expected',
  EACCES: 'the server has no permission to read it',
  EPERM: 'the server has no permission to read it',
  ELOOP: 'it is a link that leads to itself',
};

/** Why a file or folder can't be read, in words and without its path; `undefined` for an error that is not the system's. */
export function fileFault(error: unknown): string | undefined {
  if (error instanceof NoRegularFileError) return 'it is not a regular file';
  const code = errorCode(error);
  return code === undefined ? undefined : (FAULTS[code] ?? `it can't be read (${code})`);
}
