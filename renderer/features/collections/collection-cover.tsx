import { Folder } from 'lucide-react';
import { mediaUrl } from '../../transport/media.ts';
import { cx } from '../../ui/cx.ts';

/** The newest work of a collection, small; a folder while it is empty. */
export function CollectionCover({
  sha256,
  className,
}: {
  sha256: string | null;
  className?: string;
}) {
  return (
    <span
      className={cx(
        'bg-hover grid size-8 shrink-0 place-items-center overflow-hidden rounded-sm',
        className,
      )}
    >
      {sha256 === null ? (
        <Folder aria-hidden className="text-icon size-4" />
      ) : (
        <img
          alt=""
          src={mediaUrl(sha256, 256)}
          loading="lazy"
          decoding="async"
          draggable={false}
          className="size-full object-cover"
        />
      )}
    </span>
  );
}
