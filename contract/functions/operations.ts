import { z } from 'zod';
import { Id, Instant } from '../primitives.ts';

/** POST /functions/v1/cleanup-stuck-jobs, for operators. */
export const CleanupAnswer = z.object({ returned: z.int().min(0), resumed: z.int().min(0) });
export type CleanupAnswer = z.infer<typeof CleanupAnswer>;

const Count = z.int().min(0);

/** Of `queue_metrics()`. */
export const QueueMetrics = z.object({
  queued: Count,
  paused: Count,
  running: Count,
  oldestQueuedSeconds: z.number(),
  /** Running without a sign of life for 30 seconds past the lease. */
  stuck: Count,
  workers: z.array(
    z.object({
      id: Id,
      name: z.string(),
      kind: z.string(),
      health: z.string(),
      lastSeenAt: Instant.nullable(),
      responseMs: z.int().nullable(),
    }),
  ),
  /** Of the last 24 hours. */
  byType: z.record(
    z.string(),
    z.object({
      completed: Count,
      failed: Count,
      successRate: z.number(),
      meanSeconds: z.number().nullable(),
    }),
  ),
});

/** GET /functions/v1/system-metrics, for operators. */
export const SystemMetricsAnswer = z.object({
  at: Instant,
  queue: QueueMetrics,
  /** Of enhanced prompts in the last 24 hours; null when there was none. */
  cache: z.object({ hits: Count, misses: Count, hitRate: z.number().nullable() }),
});
export type SystemMetricsAnswer = z.infer<typeof SystemMetricsAnswer>;

/** GET /functions/v1/get-schema-info, for admins: tables and columns of `public`. */
export const SchemaInfoAnswer = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      kind: z.enum(['table', 'view']),
      rows: z.number(),
      secured: z.boolean(),
      columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
    }),
  ),
});

/** POST /functions/v1/model-test, for admins: asks a vendor and keeps what came of it. */
export const ModelTestBody = z.object({
  /** Of `api_models`. */
  modelId: z.string().min(1).max(200),
  kind: z.enum(['connection', 'chat']).default('connection'),
  prompt: z.string().trim().min(1).max(2_000).default('Say hello.'),
});
export const ModelTestAnswer = z.object({
  success: z.boolean(),
  latencyMs: Count,
  error: z.string().nullable(),
  answer: z.string().nullable(),
});
export type ModelTestAnswer = z.infer<typeof ModelTestAnswer>;

/** What a webhook answers: `duplicate` was dealt with before and changed nothing. */
export const WebhookAnswer = z.object({ received: z.literal(true), duplicate: z.boolean() });
export type WebhookAnswer = z.infer<typeof WebhookAnswer>;
