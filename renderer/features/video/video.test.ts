import { describe, expect, test } from 'vitest';
import { frameAt, planCamera } from '../../../contract/camera.ts';
import { misfit } from '../../../contract/misfit.ts';
import { Frame, MOTIONS } from '../../../contract/models.ts';
import { OrderRequest } from '../../../contract/orders.ts';
import { aModel } from '../testing/models.ts';
import { moved, resized } from './frame-moves.ts';
import { chooseVideoModel, videoFormOf, videoProblems, videoRequest } from './video-form.ts';
import { EMPTY_VIDEO } from './video-state.ts';

const [PICTURE, SOUND] = ['a'.repeat(64), 'b'.repeat(64)];

const model = (provider: 'local' | 'replicate', video: object, keyMissing = false) =>
  aModel({
    id: `${provider}/film`,
    provider,
    task: 'video',
    can: {
      sizes: { '16:9': { width: 1280, height: 720 } },
      formats: ['mp4', 'gif'],
      seed: false,
      negativePrompt: false,
      maxCount: 1,
      video: { durations: [4, 8], resolutions: ['720p'], fps: [24], ...video },
    },
    keyMissing,
  });

const LOCAL = model('local', {
  firstFrame: 'required',
  needsPrompt: false,
  audio: true,
  motions: MOTIONS,
});
const REMOTE = model('replicate', { firstFrame: 'optional', lastFrame: true }, true);
const FULL = {
  ...EMPTY_VIDEO,
  prompt: 'a quay',
  picture: PICTURE,
  lastFrame: PICTURE,
  sound: { file: SOUND, name: 'a.mp3' },
  seconds: 7,
};

describe('the order of a film', () => {
  test.each([
    ['moves on this machine', LOCAL],
    ['a model far away', REMOTE],
  ])('fits %s, whatever was wished', (_, offered) => {
    for (const motion of MOTIONS) {
      for (const format of ['mp4', 'webm', 'gif'] as const) {
        const draft = { ...FULL, motion, format };
        const form = videoFormOf(draft, offered);
        expect(videoProblems(draft, form, offered)).toEqual([]);
        const request = OrderRequest.parse(videoRequest(draft, form, offered));
        expect(misfit(request, offered)).toBeUndefined();
      }
    }
  });

  test('carries the frames of ken burns and the sound with its fade, and a GIF carries none', () => {
    const form = videoFormOf(FULL, LOCAL);
    expect(videoRequest(FULL, form, LOCAL)).toMatchObject({
      durationSeconds: 8,
      motion: { kind: 'ken_burns', from: FULL.from, to: FULL.to },
      audio: { file: SOUND, fadeSeconds: 1 },
    });
    const gif = { ...FULL, format: 'gif' as const };
    expect(videoRequest(gif, videoFormOf(gif, LOCAL), LOCAL)).not.toHaveProperty('audio');
  });

  test('says what is missing: a picture that moves, or words', () => {
    expect(videoProblems(EMPTY_VIDEO, videoFormOf(EMPTY_VIDEO, LOCAL), LOCAL)).toEqual(['picture']);
    expect(videoProblems(EMPTY_VIDEO, videoFormOf(EMPTY_VIDEO, REMOTE), REMOTE)).toEqual([
      'prompt',
    ]);
  });

  test('begins with what works on this machine', () => {
    expect(chooseVideoModel([REMOTE, LOCAL], { model: null })).toBe(LOCAL);
    expect(chooseVideoModel([REMOTE, LOCAL], { model: REMOTE.id })).toBe(REMOTE);
  });
});

test('frames stay inside the picture and never become too small', () => {
  const frame = { x: 0.5, y: 0.5, width: 0.4, height: 0.4 };
  const changes = [
    moved(frame, 1, -1),
    resized(frame, 1, -1),
    resized(moved(frame, -1, 1), 0.5, 1),
  ];
  for (const changed of changes) expect(Frame.safeParse(changed).success).toBe(true);
  expect(moved(frame, 1, -1)).toMatchObject({ x: 0.6, y: 0 });
  expect(resized(frame, 1, -1)).toMatchObject({ width: 0.5, height: 0.1 });
});

test('ken burns begins in its first frame and ends in its last', () => {
  const [picture, output] = [
    { width: 1600, height: 900 },
    { width: 1280, height: 720 },
  ];
  const { path } = planCamera({ ...FULL, kind: 'ken_burns' }, picture, output, 8);
  expect(frameAt(path, 0)).toEqual(FULL.from);
  expect(frameAt(path, 1).x).toBeCloseTo(FULL.to.x);
  expect(frameAt(path, 1).width).toBeCloseTo(FULL.to.width);
});
