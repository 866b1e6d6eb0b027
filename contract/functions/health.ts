import { z } from 'zod';
import { Instant } from '../primitives.ts';

const Part = z.object({
  ok: z.boolean(),
  milliseconds: z.number(),
  message: z.string().optional(),
});

/** GET /functions/v1/health, open to all: 200 when everything answers, else 503. */
export const HealthAnswer = z.object({
  ok: z.boolean(),
  at: Instant,
  database: Part,
  storage: Part,
  /** Well while no job has been without a living worker for longer than the reaper takes to notice. */
  queue: Part,
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;
