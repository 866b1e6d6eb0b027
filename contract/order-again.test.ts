import { expect, test } from 'vitest';
import { orderAgain } from './order-again.ts';
import { OrderRequest } from './orders.ts';
import { Recipe } from './recipe.ts';

const [PICTURE, SOUND] = ['a'.repeat(64), 'b'.repeat(64)];

const made = (more: object) =>
  Recipe.parse({
    version: 1,
    prompt: 'a quay at dusk',
    model: 'local/motion',
    modelName: 'Moves',
    provider: 'local',
    isAi: false,
    aspectRatio: '16:9',
    size: { width: 1280, height: 720 },
    quality: 'standard',
    format: 'mp4',
    createdAt: '2026-11-21T08:00:00.000Z',
    software: 'Atelier',
    ...more,
  });

test('a film is ordered again with its frames and its sound', () => {
  const motion = {
    kind: 'ken_burns',
    from: { x: 0, y: 0, width: 1, height: 1 },
    to: { x: 0.5, y: 0.5, width: 0.4, height: 0.4 },
  };
  const recipe = made({
    durationSeconds: 10,
    fps: 30,
    resolution: '720p',
    motion: motion.kind,
    camera: { from: motion.from, to: motion.to },
    fadeSeconds: 2,
    sources: [
      { sha256: PICTURE, role: 'first_frame' },
      { sha256: SOUND, role: 'audio' },
    ],
  });
  expect(OrderRequest.parse(orderAgain(recipe))).toMatchObject({
    type: 'video',
    firstFrame: PICTURE,
    motion,
    audio: { file: SOUND, fadeSeconds: 2 },
  });
});

test('a picture that was widened is widened again by as much; one of before that told nothing is not', () => {
  const margins = { left: 0, top: 0, right: 256, bottom: 0 };
  const widened = {
    format: 'webp',
    sourceMode: 'outpaint',
    sources: [{ sha256: PICTURE, role: 'edit' }],
  };
  expect(orderAgain(made({ ...widened, margins }))).toMatchObject({
    source: { image: PICTURE, mode: 'outpaint', margins },
  });
  expect(orderAgain(made(widened))).not.toHaveProperty('source');
});
