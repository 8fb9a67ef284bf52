import { MAX_HEAD_BYTES, writeFrameHead } from './text-frame.ts';

const CLOSING_BRACE = 0x7d;

/** Lines of JSON as messages, a frame each: `prefix`, which ends where a value is to come, the line, and a closing brace. */
export function lineFrames(prefix: string, lines: readonly Buffer[]): Buffer {
  const start = Buffer.from(prefix);
  const overhead = MAX_HEAD_BYTES + start.length + 1;
  const frames = Buffer.allocUnsafe(lines.reduce((sum, { length }) => sum + length + overhead, 0));
  let end = 0;
  for (const line of lines) {
    end = writeFrameHead(frames, end, start.length + line.length + 1);
    end += start.copy(frames, end);
    end += line.copy(frames, end);
    frames[end] = CLOSING_BRACE;
    end += 1;
  }
  return frames.subarray(0, end);
}
