import { useQuery } from '@tanstack/react-query';
import { Pause, Play, Repeat, StepBack, StepForward } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../data/query.ts';
import { mediaUrl } from '../../transport/media.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Slider } from '../../ui/slider.tsx';
import { steppedTime, timecode } from './frames.ts';
import type { ViewedWork } from './viewed-work.ts';

interface VideoPlayerProps {
  readonly work: ViewedWork;
  readonly name: string;
}

/** A video as large as there is room, keyed by its content; with steps of one frame: comma and full stop, Space plays. */
export function VideoPlayer({ work, name }: VideoPlayerProps) {
  const { t } = useTranslation('viewer');
  const ref = useRef<HTMLVideoElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [isLooping, setLooping] = useState(true);
  const [time, setTime] = useState(0);
  const [length, setLength] = useState(0);

  // A film that only the cloud has is here once its length is known.
  const { data: rate = null } = useQuery({
    ...query('library.frameRate', { sha256: work.sha256 }),
    enabled: length > 0,
    retry: false,
  });

  useEffect(() => {
    const video = ref.current;
    if (!video) return undefined;
    let wanted = 0;
    const onFrame: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      setTime(mediaTime);
      wanted = video.requestVideoFrameCallback(onFrame);
    };
    wanted = video.requestVideoFrameCallback(onFrame);
    return () => video.cancelVideoFrameCallback(wanted);
  }, []);

  const toggle = () => {
    const video = ref.current;
    if (video?.paused === true) void video.play().catch(() => setPlaying(false));
    else video?.pause();
  };
  const step = (by: 1 | -1) => {
    const video = ref.current;
    if (!video) return;
    video.pause();
    video.currentTime = steppedTime(rate, video.currentTime, by, video.duration);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isButton = event.target instanceof Element && event.target.closest('button');
      const act = { ',': () => step(-1), '.': () => step(1), ' ': isButton ? null : toggle }[
        event.key
      ];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    // Before the large view's own keys: Space plays here, and goes on to the next work nowhere.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  });

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what a model drew comes without a text to show */}
      <video
        ref={ref}
        src={mediaUrl(work.sha256)}
        poster={mediaUrl(work.sha256, 1024)}
        aria-label={name}
        loop={isLooping}
        playsInline
        preload="auto"
        onClick={toggle}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onLoadedMetadata={({ currentTarget }) => setLength(currentTarget.duration)}
        onSeeked={({ currentTarget }) => setTime(currentTarget.currentTime)}
        className="min-h-0 w-full flex-1 object-contain"
      />
      <div className="bg-panel border-line flex h-11 shrink-0 items-center gap-2 border-t px-3">
        <IconButton icon={StepBack} label={t('frameBack')} shortcut="," onClick={() => step(-1)} />
        <IconButton
          icon={isPlaying ? Pause : Play}
          label={t(isPlaying ? 'pause' : 'play')}
          shortcut="space"
          onClick={toggle}
        />
        <IconButton
          icon={StepForward}
          label={t('frameForward')}
          shortcut="."
          onClick={() => step(1)}
        />
        <span className="text-muted tabular w-20 shrink-0 text-center text-sm">
          {timecode(time)}
        </span>
        <Slider
          label={t('time')}
          value={time}
          min={0}
          max={Math.max(length, 0.01)}
          step={0.001}
          valueText={timecode(time)}
          onChange={(to) => {
            if (ref.current) ref.current.currentTime = to;
          }}
        />
        <span className="text-muted tabular w-20 shrink-0 text-center text-sm">
          {timecode(length)}
        </span>
        <IconButton
          icon={Repeat}
          label={t('loop')}
          pressed={isLooping}
          onClick={() => setLooping(!isLooping)}
        />
      </div>
    </div>
  );
}
