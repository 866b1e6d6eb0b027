import { z } from 'zod';
import { Id, Instant, Xid } from './primitives.ts';

/** Tables whose rows follow the creator. What a row names comes before it. */
export const SYNC_TABLES = [
  'profiles',
  'orders',
  'order_items',
  'jobs',
  'workspace_assets',
  'brands',
  'characters',
  'projects',
  'user_library',
  'user_collections',
  'collection_items',
  'scenes',
  'character_scenes',
  'templates',
  'personalization_tokens',
  'prompts',
  'agents',
  'conversations',
  'messages',
  'not_duplicates',
] as const;
export const SyncTable = z.enum(SYNC_TABLES);
export type SyncTable = z.infer<typeof SyncTable>;

/** The columns a client may write, by table. Everything else is written by the server (rule L4). */
export const CLIENT_COLUMNS = {
  profiles: [
    'full_name',
    'language',
    'theme',
    'username',
    'notifications_enabled',
    'marketing_emails_enabled',
    'prompt_suggestions_enabled',
    'ads_enabled',
    'ai_safety_level',
    'daily_spend_cap',
  ],
  user_library: [
    'storage_path',
    'sha256',
    'mime',
    'bytes',
    'width',
    'height',
    'origin',
    'file_name',
    'recipe',
    'custom_title',
    'is_favorite',
    'trashed_at',
    'created_at',
    'tags',
    'rating',
    'notes',
    'visibility',
    'content_category',
    'project_id',
    'stack_id',
    'duration_seconds',
    'type',
    'roleplay_metadata',
    'slide_index',
    'text',
  ],
  user_collections: ['name', 'parent_id', 'search', 'created_at'],
  collection_items: ['collection_id', 'library_id', 'created_at'],
  brands: ['name', 'description', 'voice', 'colors', 'website', 'logo_path', 'kit', 'created_at'],
  characters: [
    'name',
    'description',
    'traits',
    'appearance_tags',
    'image_path',
    'reference_image_path',
    'preview_image_path',
    'persona',
    'system_prompt',
    'voice_tone',
    'voice_examples',
    'mood',
    'creator',
    'gender',
    'role',
    'content_rating',
    'consistency_method',
    'seed_locked',
    'base_prompt',
    'quick_start',
    'scene_behavior_rules',
    'forbidden_phrases',
    'is_public',
    'created_at',
  ],
  projects: [
    'title',
    'description',
    'original_prompt',
    'enhanced_prompt',
    'media_type',
    'duration_seconds',
    'scene_count',
    'workflow_step',
    'character_id',
    'preview_path',
    'reference_image_path',
    'spend_cap',
    'created_at',
  ],
  scenes: [
    'project_id',
    'position',
    'title',
    'description',
    'prompt',
    'enhanced_prompt',
    'camera',
    'dialogue',
    'duration_seconds',
    'library_id',
    'created_at',
  ],
  character_scenes: ['character_id', 'scene_id', 'role', 'created_at'],
  templates: [
    'name',
    'description',
    'category',
    'data',
    'preview_path',
    'content_mode',
    'is_public',
    'created_at',
  ],
  personalization_tokens: ['name', 'tokens', 'is_default', 'created_at'],
  prompts: [
    'project_id',
    'template_id',
    'title',
    'prompt',
    'negative_prompt',
    'model_id',
    'aspect_ratio',
    'prompt_strength',
    'steps',
    'guidance_scale',
    'num_outputs',
    'seed',
    'output_format',
    'output_quality',
    'safety_checker',
    'content_mode',
    'loras',
    'tags',
    'is_favorite',
    'used_count',
    'last_used_at',
    'created_at',
  ],
  agents: [
    'name',
    'role',
    'instructions',
    'model',
    'temperature',
    'max_tokens',
    'top_p',
    'allowed_origins',
    'is_active',
    'created_at',
  ],
  conversations: [
    'agent_id',
    'project_id',
    'character_id',
    'user_character_id',
    'title',
    'type',
    'status',
    'memory_tier',
    'memory_data',
    'created_at',
  ],
  messages: ['conversation_id', 'role', 'content', 'created_at'],
  not_duplicates: ['library_ids', 'created_at'],
} as const satisfies Partial<Record<SyncTable, readonly string[]>>;

/**
 * What a row of a table names, {column: table}: it goes after that. Deleting a parent deletes what cannot be without it
 * on the server; the rest forgets it.
 */
export const PARENTS = {
  collection_items: { collection_id: 'user_collections', library_id: 'user_library' },
  user_library: { project_id: 'projects' },
  user_collections: { parent_id: 'user_collections' },
  projects: { character_id: 'characters' },
  scenes: { project_id: 'projects', library_id: 'user_library' },
  character_scenes: { character_id: 'characters', scene_id: 'scenes' },
  prompts: { project_id: 'projects', template_id: 'templates' },
  conversations: {
    agent_id: 'agents',
    project_id: 'projects',
    character_id: 'characters',
    user_character_id: 'characters',
  },
  messages: { conversation_id: 'conversations' },
} as const satisfies Partial<Record<SyncTable, Readonly<Record<string, SyncTable>>>>;

export type WritableTable = keyof typeof CLIENT_COLUMNS;
export const WritableTable = z.enum(
  Object.keys(CLIENT_COLUMNS) as [WritableTable, ...WritableTable[]],
);

/** A row as it travels: whatever columns the server has. Columns a client does not know are kept (rule S11). */
export const SyncRow = z.record(z.string(), z.unknown());
export type SyncRow = z.infer<typeof SyncRow>;

/** The same in an answer, taken as it was read: a copy of each of a thousand rows takes longer than reading them. */
const ToldRow = z.custom<SyncRow>(
  (row) => typeof row === 'object' && row !== null && !Array.isArray(row),
);

/**
 * One offline edit of one row (rule S3). `fields` holds only what changed. `base` is the `sync_xid` of the
 * row that the edit was made on; null for a row the server has not seen. `upsert` also creates.
 */
export const Mutation = z.object({
  id: Id,
  table: WritableTable,
  rowId: Id,
  op: z.enum(['upsert', 'delete']),
  base: Xid.nullable(),
  fields: SyncRow,
});
export type Mutation = z.infer<typeof Mutation>;

/** A field that both sides changed since the base: the later arrival stands, the losing value is kept here. */
export const FieldConflict = z.object({ field: z.string(), lost: z.unknown(), won: z.unknown() });
export type FieldConflict = z.infer<typeof FieldConflict>;

/**
 * Codes of a refused mutation. They are final: the row is set aside and shown (rule S9).
 * `changed_body`: the same mutation id came before with another body (rule S2).
 */
export const RejectionCode = z.enum([
  'forbidden',
  'invalid',
  'deleted',
  'changed_body',
  'file_missing',
]);
export type RejectionCode = z.infer<typeof RejectionCode>;

/**
 * What became of one mutation. The same mutation id always gets the same verdict and conflicts (rule S2), with the row as
 * it is by then.
 */
export const MutationResult = z.discriminatedUnion('status', [
  z.object({
    id: Id,
    status: z.literal('applied'),
    /** The row, whole; null once a deleted one is forgotten. */
    row: ToldRow.nullable(),
    conflicts: z.array(FieldConflict),
  }),
  z.object({ id: Id, status: z.literal('rejected'), code: RejectionCode, message: z.string() }),
]);
export type MutationResult = z.infer<typeof MutationResult>;

export const MAX_PUSH = 100;

/** rpc `sync_push(mutations jsonb) returns jsonb` */
export const PushAnswer = z.object({ epoch: Id, results: z.array(MutationResult) });
export type PushAnswer = z.infer<typeof PushAnswer>;

/** Where a pull stands: everything up to and with this place was applied (rule S4). */
export const PullCursor = z.object({
  xid: Xid,
  table: z.string(),
  id: z.string(),
  /** Of a pull that began at START and has not ended: which tombstones were forgotten by then. */
  floor: Xid.optional(),
});
export type PullCursor = z.infer<typeof PullCursor>;

/** Before the first row of all. */
export const START: PullCursor = { xid: '0', table: '', id: '' };

/**
 * rpc `sync_pull(after jsonb, max_rows int) returns json`. `after`: a cursor, with `whole: true` in a resync. Rows ordered by (xid, table, id), all of one
 * xid on one page, none at or above the snapshot's xmin (rule S4). Tombstones come as rows with `deleted_at`.
 */
export const PullAnswer = z.object({
  epoch: Id,
  /** True when the cursor is older than the oldest tombstone kept: start over (rule S6). */
  expired: z.boolean(),
  rows: z.array(z.object({ table: z.string(), id: z.string(), xid: Xid, row: ToldRow })),
  cursor: PullCursor,
  more: z.boolean(),
  /** Of the last page of a resync: rows have changed that no pull may name yet (rule S6). */
  pending: z.boolean().default(false),
});
export type PullAnswer = z.infer<typeof PullAnswer>;

/**
 * rpc `sync_digest(upto text) returns jsonb`: of each table the number of live rows, and the sum of the first 48 bits of
 * md5(`id xid`) of each (rule S10). Null while something has changed after the transaction `upto`, or may yet.
 */
export const DigestAnswer = z.object({
  epoch: Id,
  tables: z
    .record(z.string(), z.object({ rows: z.int(), sum: z.string().regex(/^\d+$/) }))
    .nullable(),
});
export type DigestAnswer = z.infer<typeof DigestAnswer>;

/** Where a file lies in the bucket `user-library` (rule S8): content-addressed inside the owner's folder. */
export function libraryPath(userId: string, sha256: string, extension: string): string {
  return `${userId}/${sha256.slice(0, 2)}/${sha256}.${extension}`;
}

/** A file above this many bytes goes up resumably (rule S8). */
export const RESUMABLE_FROM = 6 * 1024 * 1024;

export const ConflictRecord = z.object({
  id: Id,
  table: SyncTable,
  rowId: Id,
  field: z.string(),
  lost: z.unknown(),
  won: z.unknown(),
  at: Instant,
});
export type ConflictRecord = z.infer<typeof ConflictRecord>;
