import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { frameAt, planCamera } from '../../../contract/camera.ts';
import type { Motion } from '../../../contract/orders.ts';
import { IconButton } from '../../ui/icon-button.tsx';

interface MotionPreviewProps {
  readonly picture: HTMLImageElement;
  readonly motion: Motion;
  readonly seconds: number;
  /** Width by height. */
  readonly ratio: number;
}

const EDGE = 960;

/** The move over the picture as the film will have it, by the same curve, for as long as it lasts, again and again. */
export function MotionPreview({ picture, motion, seconds, ratio }: MotionPreviewProps) {
  const { t } = useTranslation('video');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isPlaying, setPlaying] = useState(
    () => !matchMedia('(prefers-reduced-motion: reduce)').matches,
  );
  const width = Math.round(ratio >= 1 ? EDGE : EDGE * ratio);
  const height = Math.round(ratio >= 1 ? EDGE / ratio : EDGE);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return undefined;
    const size = { width: picture.naturalWidth, height: picture.naturalHeight };
    const move = planCamera(motion, size, { width, height }, seconds);
    const draw = (time: number) => {
      const seen = frameAt(move.path, time / seconds);
      pen.globalAlpha = 1;
      pen.fillStyle = 'black';
      pen.fillRect(0, 0, width, height);
      pen.globalAlpha = brightness(time, seconds, move.fadeSeconds);
      pen.drawImage(
        picture,
        seen.x * size.width,
        seen.y * size.height,
        seen.width * size.width,
        seen.height * size.height,
        0,
        0,
        width,
        height,
      );
    };
    if (!isPlaying) {
      draw(seconds / 2);
      return undefined;
    }
    const start = performance.now();
    let wanted = requestAnimationFrame(function next(now) {
      draw((Math.max(0, now - start) / 1_000) % seconds);
      wanted = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(wanted);
  }, [picture, motion, seconds, width, height, isPlaying]);
  return (
    <figure className="relative mx-auto w-fit max-w-full" aria-label={t('preview')}>
      <canvas
        ref={canvas}
        width={width}
        height={height}
        className="bg-well block max-h-[52vh] max-w-full rounded-md"
      />
      <IconButton
        variant="glass"
        icon={isPlaying ? Pause : Play}
        label={t(isPlaying ? 'pausePreview' : 'playPreview')}
        onClick={() => setPlaying(!isPlaying)}
        className="absolute bottom-2 left-2"
      />
    </figure>
  );
}

function brightness(time: number, seconds: number, fade: number): number {
  return fade === 0 ? 1 : Math.min(1, time / fade, (seconds - time) / fade);
}
