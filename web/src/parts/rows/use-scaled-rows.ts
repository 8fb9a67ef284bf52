import {
  elementScroll,
  observeElementOffset,
  useVirtualizer,
  type VirtualItem,
  type Virtualizer,
} from '@tanstack/react-virtual';
import { type RefObject, useCallback } from 'react';

/** Browsers cap the height of an element near 17 to 33 million pixels: beyond this one, scrolling is scaled. */
const MOST_PIXELS = 12_000_000;

export interface ScaledRows {
  readonly items: readonly VirtualItem[];
  /** The height of the whole list, in pixels. */
  readonly height: number;
  /** Where an item stands, in pixels from the top of the list. */
  readonly topOf: (item: VirtualItem) => number;
  readonly scrollTo: (index: number) => void;
}

interface Frame {
  readonly viewport: RefObject<HTMLElement | null>;
  /** Pixels. */
  readonly rowHeight: number;
  /** Of what stays at the top of the viewport, in pixels. */
  readonly headHeight: number;
}

/** Which rows of a list are to be drawn, and where, however long the list is. */
export function useScaledRows(count: number, { viewport, rowHeight, headHeight }: Frame): ScaledRows {
  const whole = count * rowHeight;
  const height = Math.min(whole, MOST_PIXELS);
  // The rectangle that the virtualizer observes, since asking the element while it scrolls would lay the page out then and there.
  const scaleOf = useCallback(
    ({ scrollRect }: Pick<Virtualizer<HTMLElement, Element>, 'scrollRect'>) => {
      const seen = scrollRect?.height ?? 0;
      return whole <= MOST_PIXELS || height <= seen ? 1 : (whole - seen) / (height - seen);
    },
    [whole, height],
  );
  // The compiler of React leaves functions that call this hook alone, which is right: its items change in place.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingEnd: headHeight,
    observeElementOffset: (instance, report) =>
      observeElementOffset(instance, (offset, isScrolling) => {
        report(offset * scaleOf(instance), isScrolling);
      }),
    scrollToFn: (offset, options, instance) => {
      elementScroll(offset / scaleOf(instance), options, instance);
    },
  });
  const scale = scaleOf(virtualizer);
  const offset = virtualizer.scrollOffset ?? 0;
  return {
    items: virtualizer.getVirtualItems(),
    height,
    topOf: ({ start }) => start - offset + offset / scale,
    scrollTo: (index) => {
      virtualizer.scrollToIndex(index, { align: 'auto' });
    },
  };
}
