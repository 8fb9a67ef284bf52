/** The pictures that models take and browsers show without running anything: no SVG. */
const DATA_IMAGE = /^data:(image\/(?:png|jpeg|gif|webp));base64,/;

/** The two halves of a picture's `data:` URI. */
export interface DataImage {
  /** Such as `image/png`. */
  readonly mediaType: string;
  readonly base64: string;
}

/** A picture's `data:` URI in its halves; `null` for anything else. */
export function dataImage(uri: string): DataImage | null {
  const [prefix, mediaType] = DATA_IMAGE.exec(uri) ?? [];
  if (prefix === undefined || mediaType === undefined) return null;
  const base64 = uri.slice(prefix.length);
  return isBase64(base64) ? { mediaType, base64 } : null;
}

/** Why a value can't be the picture of a message, as the end of a sentence; `null` if it can. */
export function imageFault(image: unknown): string | null {
  if (typeof image !== 'string') return 'must be a text: a data: URI';
  if (dataImage(image) !== null) return null;
  const shown = image.length > 60 ? `${image.slice(0, 60)}…` : image;
  return `must be data:image/png, jpeg, gif or webp in Base64 (data:image/png;base64,…), not ${JSON.stringify(shown)}: read files and addresses yourself`;
}

function isBase64(text: string): boolean {
  return text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
