import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';
import { errorCode } from '../../../files/error-code.ts';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/** Members that unpack to less, such as a line, are unpacked at once; of a longer one no more than this is in memory. */
const PIECE_BYTES = 256 * 1024;

/** Flags of a member's header (RFC 1952, 2.3.1). */
const HAS_CHECK = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;

/** Some of what a member holds. */
export interface GzipPiece {
  readonly bytes: Buffer;
  /** Whether its member breaks off after it. */
  readonly isTorn: boolean;
}

/** The members of a gzip file, piece by piece. One that is damaged gives what can be had of it; the next is searched for. */
export async function* gzipMembers(file: Buffer): AsyncGenerator<GzipPiece> {
  for (let at = nextMember(file, 0); at >= 0;) {
    const start = dataStart(file, at);
    const next = nextMember(file, at + 1);
    const whole = inflateSmall(file.subarray(start));
    if (typeof whole === 'object') {
      yield { bytes: whole.bytes, isTorn: false };
      at = nextMember(file, start + whole.consumed + TRAILER_BYTES);
      continue;
    }
    const end = whole === 'long' ? yield* inflateLong(file, start, file.length) : undefined;
    if (end === undefined && whole === 'damaged') yield* inflateLong(file, start, next < 0 ? file.length : next);
    if (end === undefined) yield { bytes: Buffer.alloc(0), isTorn: true };
    at = end === undefined ? next : nextMember(file, end);
  }
}

function nextMember(file: Buffer, from: number): number {
  return file.indexOf(Buffer.of(0x1f, 0x8b, 8), from);
}

function inflateSmall(data: Buffer): { readonly bytes: Buffer; readonly consumed: number } | 'long' | 'damaged' {
  try {
    const { buffer, engine } = inflateRawSync(data, { info: true, maxOutputLength: PIECE_BYTES }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    return { bytes: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    return errorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? 'long' : 'damaged';
  }
}

/** Returns where the member after it may begin; nothing where it breaks off before `end`. */
async function* inflateLong(file: Buffer, start: number, end: number): AsyncGenerator<GzipPiece, number | undefined> {
  const engine = createInflateRaw({ chunkSize: PIECE_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  engine.end(file.subarray(start, end));
  try {
    for await (const bytes of engine) yield { bytes: bytes as Buffer, isTorn: false };
  } catch {
    return undefined;
  }
  const consumed = start + engine.bytesWritten;
  return consumed + TRAILER_BYTES <= end ? consumed + TRAILER_BYTES : undefined;
}

function dataStart(file: Buffer, at: number): number {
  const flags = file[at + 3] ?? 0;
  let start = at + HEADER_BYTES;
  if (flags & HAS_EXTRA) start += 2 + (start + 2 <= file.length ? file.readUInt16LE(start) : 0);
  if (flags & HAS_NAME) start = file.indexOf(0, start) + 1 || file.length;
  if (flags & HAS_COMMENT) start = file.indexOf(0, start) + 1 || file.length;
  return flags & HAS_CHECK ? start + 2 : start;
}
