import { CloudOff } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mediaUrl } from '../../transport/media.ts';
import { cx } from '../../ui/cx.ts';
import { Thumbnail } from '../../ui/thumbnail.tsx';
import { useBox } from '../grid/use-box.ts';
import { useCamera } from './use-camera.ts';
import { VideoPlayer } from './video-player.tsx';
import { isVideo, type ViewedWork } from './viewed-work.ts';

interface LargePictureProps {
  readonly work: ViewedWork;
  readonly alt: string;
  /** Gives whoever stands around it the controls of the camera. */
  readonly children?: (camera: ReturnType<typeof useCamera>) => React.ReactNode;
}

/** One picture as large as there is room: the thumbnail at once, the original over it when it is here. */
export function LargePicture({ work, alt, children }: LargePictureProps) {
  const ref = useRef<HTMLDivElement>(null);
  const view = useBox(ref);
  // 100 % is one pixel of the picture on one pixel of the screen.
  const picture = {
    width: work.width / window.devicePixelRatio,
    height: work.height / window.devicePixelRatio,
  };
  const camera = useCamera(ref, view, picture, work.id);
  const { t } = useTranslation('viewer');
  const [loaded, setLoaded] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const { scale, x, y } = camera.camera;
  return (
    <>
      {children?.(camera)}
      {isVideo(work) && <VideoPlayer key={work.sha256} work={work} name={alt} />}
      <div
        ref={ref}
        hidden={isVideo(work)}
        className={cx(
          'relative min-h-0 flex-1 touch-none overflow-hidden',
          camera.isWhole ? 'cursor-zoom-in' : 'cursor-grab active:cursor-grabbing',
        )}
        {...camera.handlers}
      >
        {failed === work.sha256 && work.fileState === 'cloud' && (
          <output className="pointer-events-none absolute inset-x-0 bottom-4 z-10 mx-auto flex w-fit max-w-text items-center gap-2 rounded-md bg-raised px-3 py-2 text-sm shadow-float">
            <CloudOff aria-hidden className="size-4 shrink-0 text-icon" />
            {t('cloudOnly')}
          </output>
        )}
        {view && (
          <div
            className="absolute top-1/2 left-1/2"
            style={{
              ...picture,
              transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`,
            }}
          >
            <Thumbnail
              sha256={work.sha256}
              width={work.width}
              height={work.height}
              thumbhash={work.thumbhash}
              size={1024}
              alt={alt}
              shape="fill"
              eager
              className="rounded-none"
            />
            <img
              key={work.sha256}
              alt=""
              aria-hidden="true"
              src={mediaUrl(work.sha256)}
              decoding="async"
              draggable={false}
              onLoad={() => setLoaded(work.sha256)}
              onError={() => setFailed(work.sha256)}
              className={cx(
                'absolute inset-0 size-full transition-opacity',
                loaded === work.sha256 ? 'opacity-100' : 'opacity-0',
              )}
            />
          </div>
        )}
      </div>
    </>
  );
}
