import { describe, expect, it } from '@jest/globals';
import { imageCaption } from './image-caption.ts';

describe('imageCaption', () => {
  it('says what a picture is', () => {
    expect(imageCaption(`data:image/webp;base64,${'AAAA'.repeat(1024)}`)).toBe('image/webp, 3 KB');
    expect(imageCaption('data:image/png;base64,iVBORw0KGgo=')).toBe('image/png, 1 KB');
  });

  it.each([
    ['https://example.org/a.png'],
    ['//example.org/a.png'],
    ['data:image/svg+xml;base64,PHN2Zz4='],
    ['data:text/html;base64,PGI+'],
    ['data:image/png,%89PNG'],
    ['data:image/png;base64,iVBOR" onerror="x'],
    ['data:image/png;base64,'],
    ['javascript:alert(1)'],
    [''],
  ])('has none for %j', (uri) => {
    expect(imageCaption(uri)).toBeNull();
  });
});
