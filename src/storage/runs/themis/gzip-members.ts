import { constants, inflateRawSync } from 'node:zlib';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;

/** Flags of a member's header (RFC 1952, 2.3.1). */
const HAS_CHECK = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;

export interface GzipMember {
  readonly bytes: Buffer;
  /** Whether it came to its end. */
  readonly isWhole: boolean;
}

/** The members of a gzip file, one after another. One that is damaged gives what can be had of it; the next is searched for. */
export function* gzipMembers(file: Buffer): Generator<GzipMember> {
  for (let at = nextMember(file, 0); at >= 0;) {
    const whole = inflate(file, at, file.length, constants.Z_FINISH);
    if (whole !== undefined) {
      yield { bytes: whole.bytes, isWhole: true };
      at = nextMember(file, whole.end);
      continue;
    }
    const next = nextMember(file, at + 1);
    const part = inflate(file, at, next < 0 ? file.length : next, constants.Z_SYNC_FLUSH);
    yield { bytes: part?.bytes ?? Buffer.alloc(0), isWhole: false };
    at = next;
  }
}

function nextMember(file: Buffer, from: number): number {
  return file.indexOf(Buffer.of(0x1f, 0x8b, 8), from);
}

function inflate(
  file: Buffer,
  at: number,
  end: number,
  finishFlush: number,
): { readonly bytes: Buffer; readonly end: number } | undefined {
  const start = dataStart(file, at);
  try {
    const { buffer, engine } = inflateRawSync(file.subarray(start, end), { info: true, finishFlush }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    return { bytes: buffer, end: start + engine.bytesWritten + TRAILER_BYTES };
  } catch {
    return undefined;
  }
}

function dataStart(file: Buffer, at: number): number {
  const flags = file[at + 3] ?? 0;
  let start = at + HEADER_BYTES;
  if (flags & HAS_EXTRA) start += 2 + (start + 2 <= file.length ? file.readUInt16LE(start) : 0);
  if (flags & HAS_NAME) start = file.indexOf(0, start) + 1 || file.length;
  if (flags & HAS_COMMENT) start = file.indexOf(0, start) + 1 || file.length;
  return flags & HAS_CHECK ? start + 2 : start;
}
