import { create } from 'zustand';
import type { VideoFormat } from '../../../contract/media.ts';
import type { AspectRatio, Frame, MotionKind, Resolution } from '../../../contract/models.ts';

/** What the creator wishes of a film; a model that cannot do a part of it leaves it out. */
export interface VideoDraft {
  /** Null: the first that can be used. */
  readonly model: string | null;
  readonly prompt: string;
  readonly picture: string | null;
  readonly lastFrame: string | null;
  readonly motion: MotionKind;
  /** Where the camera of ken burns begins and ends. */
  readonly from: Frame;
  readonly to: Frame;
  readonly seconds: number;
  readonly fps: number;
  readonly resolution: Resolution;
  readonly format: VideoFormat;
  readonly aspectRatio: AspectRatio;
  readonly sound: { readonly file: string; readonly name: string } | null;
  /** Seconds in which the sound comes and goes. */
  readonly fade: number;
}

export const EMPTY_VIDEO: VideoDraft = {
  model: null,
  prompt: '',
  picture: null,
  lastFrame: null,
  motion: 'ken_burns',
  from: { x: 0, y: 0, width: 1, height: 1 },
  to: { x: 0.3, y: 0.2, width: 0.6, height: 0.6 },
  seconds: 6,
  fps: 30,
  resolution: '720p',
  format: 'mp4',
  aspectRatio: '16:9',
  sound: null,
  fade: 1,
};

interface VideoState {
  readonly draft: VideoDraft;
  set: (patch: Partial<VideoDraft>) => void;
}

/** The form of the screen of films: nothing of it is lost on the way to another screen. */
export const useVideo = create<VideoState>()((set) => ({
  draft: EMPTY_VIDEO,
  set: (patch) => set(({ draft }) => ({ draft: { ...draft, ...patch } })),
}));
