const SEPARATOR = ',\n';
const NEWLINE = 0x0a;
const COMMA_BYTES = 1;

/** Bytes that are read at a time: about a millisecond's work. */
const PART_BYTES = 256 * 1024;

/** Texts as bytes from which they can be read part by part: JSON, with a newline after each comma. */
export function textListBytes(texts: Iterable<string | null>): Uint8Array {
  const parts: Buffer[] = [];
  let part: string[] = [];
  let length = 0;
  for (const text of texts) {
    const json = JSON.stringify(text);
    part.push(json);
    length += json.length;
    if (length < PART_BYTES) continue;
    parts.push(Buffer.from(part.join(SEPARATOR)), Buffer.from(SEPARATOR));
    part = [];
    length = 0;
  }
  if (part.length > 0) parts.push(Buffer.from(part.join(SEPARATOR)));
  else parts.pop();
  return Uint8Array.from(Buffer.concat(parts));
}

/** The texts again. They are parsed part by part, since one text of all of them might be longer than a string can be. */
export function textList<Text extends string | null>(bytes: Uint8Array): Text[] {
  const texts: Text[] = [];
  for (const part of textListParts<Text>(bytes)) for (const text of part) texts.push(text);
  return texts;
}

function* textListParts<Text extends string | null>(bytes: Uint8Array): Generator<readonly Text[]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < buffer.length;) {
    const newline = start + PART_BYTES >= buffer.length ? -1 : buffer.indexOf(NEWLINE, start + PART_BYTES);
    const end = newline < 0 ? buffer.length : newline - COMMA_BYTES;
    yield JSON.parse(`[${buffer.toString('utf8', start, end)}]`) as Text[];
    start = newline < 0 ? buffer.length : newline + 1;
  }
}
