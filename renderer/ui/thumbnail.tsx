import { useState } from 'react';
import { thumbHashToDataURL } from 'thumbhash';
import type { ThumbnailSize } from '../../contract/media.ts';
import { mediaUrl } from '../transport/media.ts';
import { cx } from './cx.ts';

export interface ThumbnailProps {
  sha256: string;
  /** Pixels of the picture: the box has its shape before it arrives. */
  width: number;
  height: number;
  /** Base64 of a ThumbHash: fills the box at once. */
  thumbhash: string | null;
  /** What is asked for; the original by default is never right in a grid. */
  size?: ThumbnailSize | 'original';
  /** Empty where the picture's name stands beside it. */
  alt: string;
  /** `fill`: the parent's box decides, and the picture covers it. */
  shape?: 'own' | 'fill';
  /** Load now instead of near the viewport: for the one picture that is looked at. */
  eager?: boolean;
  className?: string;
}

/** Decoding a hash takes about 0.1 ms: kept, as a grid shows the same ones again and again. */
const placeholders = new Map<string, string | null>();
const MAX_PLACEHOLDERS = 4_000;

/** A picture in a box that never changes size: placeholder first, then the picture fades in over it. */
export function Thumbnail({
  sha256,
  width,
  height,
  thumbhash,
  size = 256,
  alt,
  shape = 'own',
  eager = false,
  className,
}: ThumbnailProps) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [shownHash, setShownHash] = useState(sha256);
  if (shownHash !== sha256) {
    // A recycled tile: the last picture must not stand in the next one's box.
    setShownHash(sha256);
    setState('loading');
  }
  const placeholder = thumbhash === null ? null : placeholderOf(thumbhash);
  return (
    <div
      className={cx(
        'relative overflow-hidden rounded-sm bg-hover',
        shape === 'fill' && 'size-full',
        className,
      )}
      style={{
        ...(shape === 'own' && { aspectRatio: `${width} / ${height}` }),
        ...(placeholder !== null && {
          backgroundImage: `url(${placeholder})`,
          backgroundSize: 'cover',
          backgroundPosition: 'center',
        }),
      }}
    >
      <img
        key={sha256}
        src={mediaUrl(sha256, size === 'original' ? undefined : size)}
        alt={alt}
        width={width}
        height={height}
        draggable={false}
        decoding="async"
        loading={eager ? 'eager' : 'lazy'}
        onLoad={() => setState('shown')}
        onError={() => setState('failed')}
        className={cx(
          // A fade is a layer of its own: a hundred of them hold up a grid that is being scrolled.
          'absolute inset-0 size-full object-cover transition-opacity duration-200 in-data-scrolling:transition-none',
          state === 'shown' ? 'opacity-100' : 'opacity-0',
        )}
      />
    </div>
  );
}

function placeholderOf(thumbhash: string): string | null {
  const known = placeholders.get(thumbhash);
  if (known !== undefined) return known;
  if (placeholders.size >= MAX_PLACEHOLDERS) placeholders.clear();
  const url = decode(thumbhash);
  placeholders.set(thumbhash, url);
  return url;
}

/** Null for what is not a ThumbHash: the grey box stands then. */
function decode(thumbhash: string): string | null {
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}
