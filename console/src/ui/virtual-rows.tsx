import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/**
 * A long list, of which the page holds only what is in sight: ten thousand rows cost as much as fifty. Rows may be
 * taller than `rowHeight`, which is in pixels and only a first guess. `onEnd` is called where the last row comes near.
 */
export function VirtualRows<Item>({
  items,
  keyOf,
  rowHeight,
  row,
  onEnd,
}: {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly rowHeight: number;
  readonly row: (item: Item) => ReactNode;
  readonly onEnd?: (() => void) | undefined;
}): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), []);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: offset,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useLayoutEffect(() => {
    if (items.length > 0 && last >= items.length - 1) onEnd?.();
  }, [last, items.length, onEnd]);
  return (
    <ul ref={list} className="virtual" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
      {shown.map(({ index, key, start }) => {
        const item = items[index];
        return (
          item !== undefined && (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              style={{ position: "absolute", insetInline: 0, transform: `translateY(${start - offset}px)` }}
            >
              {row(item)}
            </li>
          )
        );
      })}
    </ul>
  );
}
