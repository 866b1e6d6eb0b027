import { CloudOff } from 'lucide-react';
import { type ReactNode, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileState } from '../../../contract/assets.ts';
import type { ThumbnailSize } from '../../../contract/media.ts';
import { mediaUrl } from '../../transport/media.ts';
import { cx } from '../../ui/cx.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { fitInside } from './geometry.ts';

interface Picture {
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly thumbhash: string | null;
  readonly fileState: FileState;
}

interface PictureTileProps {
  readonly picture: Picture;
  /** Seconds of a video; it plays silently under the pointer. */
  readonly duration?: number | null;
  /** What the picture is, for those who don't see it. */
  readonly alt: string;
  /** Of the cell, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The cell has the shape of the picture, which fills it. */
  readonly isFilled?: boolean;
  readonly selected: boolean;
  /** Always on the picture: an expiry, a heart. */
  readonly badge?: ReactNode;
  /** Shown under the pointer and on the cell that has the keyboard; made only then. */
  readonly renderActions?: (onMenu: (open: boolean) => void) => ReactNode;
  readonly pictureRef?: Ref<HTMLDivElement>;
}

/** A work in a cell: the whole picture, as large as fits, with a ring when it is chosen. */
export function PictureTile(props: PictureTileProps) {
  const { picture, alt, width, height, selected, badge, renderActions, pictureRef } = props;
  const [isHot, setHot] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const box = props.isFilled === true ? { width, height } : fitInside(picture, width);
  return (
    <div
      className={cx(
        'bg-hover/40 flex size-full items-center justify-center overflow-hidden rounded-sm outline-offset-2 outline-accent',
        selected && 'outline-2',
        'group-focus-visible/cell:outline-2',
        !selected && 'group-focus-visible/cell:outline-ink',
      )}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={() => setHot(false)}
    >
      <div ref={pictureRef} data-grid-picture style={box} className="relative">
        <Thumbnail
          sha256={picture.sha256}
          width={picture.width}
          height={picture.height}
          thumbhash={picture.thumbhash}
          size={sizeFor(Math.max(box.width, box.height))}
          alt={alt}
          shape="fill"
          eager
          className="rounded-none"
        />
        {props.duration !== undefined && props.duration !== null && (
          <MovingPicture sha256={picture.sha256} seconds={props.duration} isPlaying={isHot} />
        )}
        {picture.fileState === 'missing' && <MissingFile />}
        {badge !== undefined && badge !== false && (
          <div className="pointer-events-none absolute bottom-1.5 left-1.5 flex gap-1">{badge}</div>
        )}
        {(isHot || isMenuOpen) && renderActions && (
          <div
            className="animate-fade absolute top-1.5 right-1.5 flex max-w-full gap-1"
            // A press on an action is not a press on the tile.
            onClick={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
            onKeyDown={(event) => event.stopPropagation()}
            role="presentation"
          >
            {renderActions(setMenuOpen)}
          </div>
        )}
      </div>
    </div>
  );
}

/** The small thumbnail serves until it would be visibly soft on this screen. */
function sizeFor(edge: number): ThumbnailSize {
  return edge * Math.min(window.devicePixelRatio, 2) <= 400 ? 256 : 1024;
}

interface MovingPictureProps {
  readonly sha256: string;
  readonly seconds: number;
  readonly isPlaying: boolean;
}

/** The length of a video in its corner; the video itself only while somebody points at it. */
function MovingPicture({ sha256, seconds, isPlaying }: MovingPictureProps) {
  return (
    <>
      {isPlaying && (
        <video
          muted
          loop
          autoPlay
          playsInline
          aria-hidden="true"
          src={mediaUrl(sha256)}
          className="pointer-events-none absolute inset-0 size-full object-cover"
        />
      )}
      <span className="bg-glass text-on-accent tabular pointer-events-none absolute right-1.5 bottom-1.5 rounded-md px-1.5 py-0.5 text-xs font-medium">
        {shortTime(seconds)}
      </span>
    </>
  );
}

/** 0:07 */
const shortTime = (seconds: number) =>
  `${Math.floor(Math.round(seconds) / 60)}:${`${Math.round(seconds) % 60}`.padStart(2, '0')}`;

function MissingFile() {
  const { t } = useTranslation('grid');
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-1 text-sm text-muted">
      <CloudOff aria-hidden className="size-5" />
      {t('fileMissing')}
    </div>
  );
}
