import { dataImage } from '../evaluation/data-image.ts';

/** What a picture is, such as `image/png, 3 KB`; `null` for anything but the `data:` URI of a picture that may be shown. */
export function imageCaption(uri: string): string | null {
  const image = dataImage(uri);
  if (image === null) return null;
  return `${image.mediaType}, ${Math.ceil((image.base64.length * 3) / 4 / 1024)} KB`;
}
