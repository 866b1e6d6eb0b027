import { type RefCallback, type SyntheticEvent } from 'react';
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
        // A recycled tile: the last picture must not stand in the next one's box.
        key={sha256}
        ref={letGoWhenGone}
        src={mediaUrl(sha256, size === 'original' ? undefined : size)}
        alt={alt}
        width={width}
        height={height}
        draggable={false}
        decoding="async"
        loading={eager ? 'eager' : 'lazy'}
        onLoad={markLoaded}
        // A fade is a layer of its own: a hundred of them hold up a grid that is being scrolled.
        className="absolute inset-0 size-full object-cover opacity-0 transition-opacity duration-200 in-data-scrolling:transition-none data-loaded:opacity-100"
      />
    </div>
  );
}

/** On the element itself: drawn anew by React, a hundred pictures that arrive are a hundred commits. */
function markLoaded({ currentTarget }: SyntheticEvent<HTMLImageElement>): void {
  currentTarget.dataset['loaded'] = '';
}

/** A picture that left before it came is asked for no longer: those in view now come sooner. */
const letGoWhenGone: RefCallback<HTMLImageElement> = (image) => () => {
  if (image && !image.complete) image.removeAttribute('src');
};

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
