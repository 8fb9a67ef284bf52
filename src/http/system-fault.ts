import { errorCode } from '../files/error-code.ts';
import type { Fault } from './problem.ts';

const NO_ROOM = 'free some space, then send the request again';
const NO_RIGHT = 'give the user that runs the server the right to write there, or start it with other folders';
const LATER = 'send the request again later; if it stays, the server log has the cause beside this request_id';

/** What an error of the system means for whoever sent the request: its status, what is wrong, and what to do. */
const SYSTEM_FAULTS: Readonly<Record<string, readonly [status: 503 | 507, what: string, advice: string]>> = {
  ENOSPC: [507, 'the disk is full', NO_ROOM],
  EDQUOT: [507, "the server's share of the disk is used up", NO_ROOM],
  EFBIG: [507, 'a file would be larger than the system allows', NO_ROOM],
  EROFS: [507, 'the disk is read-only', 'mount it so that it can be written, or start the server with other folders'],
  EACCES: [507, 'the server may not use a file or folder', NO_RIGHT],
  EPERM: [507, 'the server may not use a file or folder', NO_RIGHT],
  ENOENT: [503, 'a file or folder of the server is gone', 'put the projects root and the storage folder back'],
  ENOTDIR: [503, 'a folder of the server has become a file', 'put the folder back'],
  EEXIST: [503, 'a file is where the server needs a folder', 'remove the file'],
  EISDIR: [503, 'a file of the server has become a folder', 'put the file back'],
  ELOOP: [503, 'a link among the files of the server leads to itself', 'put the file or folder back'],
  EIO: [503, 'the disk does not answer as it should', LATER],
  EBUSY: [503, 'a file is in use', LATER],
  ESTALE: [503, 'a network file system has lost a file', LATER],
  ENXIO: [503, 'a device does not answer', LATER],
  ENODEV: [503, 'a device is gone', LATER],
  EMFILE: [503, 'the server has too many files open', LATER],
  ENFILE: [503, 'the system has too many files open', LATER],
  ENOMEM: [503, 'the system has no memory left', LATER],
  EAGAIN: [503, 'the system can start no further process', LATER],
};

/** The fault of a file, a disk or the system that an error is, or has as its cause; `undefined` for any other error. The cause is for the log. */
export function systemFault(error: unknown): Omit<Fault, 'headers'> | undefined {
  const code = errorCode(error) ?? errorCode(error instanceof Error ? error.cause : undefined);
  const fault = code !== undefined && Object.hasOwn(SYSTEM_FAULTS, code) ? SYSTEM_FAULTS[code] : undefined;
  if (fault === undefined) return undefined;
  const [status, what, advice] = fault;
  return {
    status,
    code: status === 507 ? 'disk' : 'unavailable',
    detail: `${what} (${code}): ${advice}`,
    cause: error as Error,
  };
}
