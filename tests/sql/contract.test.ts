import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GoogleParameters } from '../../backend/providers/google/parameters.ts';
import { builtIn } from '../../backend/providers/registry.ts';
import { ReplicateParameters } from '../../backend/providers/replicate/mapping.ts';
import { ERROR_CODES, isRetryable } from '../../contract/errors.ts';
import { FONT_BUCKET, FONT_TYPE, PLAIN_FONT_LIMIT } from '../../contract/fonts.ts';
import { IMAGE_TYPES, MEDIA_LIMITS, MEDIA_TYPES, VIDEO_TYPES } from '../../contract/media.ts';
import { ASPECT_RATIOS, Model } from '../../contract/models.ts';
import { CLIENT_COLUMNS, libraryPath, PARENTS, SYNC_TABLES } from '../../contract/sync.ts';
import type { Database } from './database.ts';
import { openPglite } from './on-pglite.ts';
import { providersPage } from './providers-page.ts';
import { seeds } from './schema.ts';

let db: Database;
beforeAll(async () => {
  db = await openPglite();
});
afterAll(() => db.close());

test('L4: the columns a client may write are those of the contract', async () => {
  for (const table of SYNC_TABLES) {
    const [row] = await db.owner.query('select private.client_columns($1) as columns', [table]);
    const wanted = (CLIENT_COLUMNS as Partial<Record<string, readonly string[]>>)[table] ?? null;
    expect(row?.['columns'] ?? null).toEqual(wanted);
  }
});

test('S8: what a row waits for is what the backend looks for', async () => {
  for (const table of SYNC_TABLES) {
    const [row] = await db.owner.query('select private.parents_of($1) as parents', [table]);
    const wanted = (PARENTS as Partial<Record<string, object>>)[table] ?? {};
    expect([table, row?.['parents']]).toEqual([table, wanted]);
  }
});

test('Q5: the codes that are tried again are those of the contract', async () => {
  for (const code of ERROR_CODES) {
    const [row] = await db.owner.query('select private.is_retryable($1) as retryable', [code]);
    expect([code, row?.['retryable']]).toEqual([code, isRetryable(code)]);
  }
});

test('S8: places and limits of files are those of the contract', async () => {
  const user = randomUUID();
  for (const [mime, extension] of Object.entries(MEDIA_TYPES)) {
    const [row] = await db.owner.query('select private.library_path($1, $2, $3) as path', [
      user,
      'ab'.repeat(32),
      mime,
    ]);
    expect(row?.['path']).toBe(libraryPath(user, 'ab'.repeat(32), extension));
  }
  const buckets = await db.owner.query('select * from storage.buckets order by id');
  expect(buckets.map(({ id }) => id)).toEqual([
    'avatars',
    'fonts',
    'reference-images',
    'system-assets',
    'user-library',
    'videos',
    'workspace-temp',
  ]);
  for (const { id, allowed_mime_types, file_size_limit, ...bucket } of buckets) {
    expect([id, bucket['public']]).toEqual([id, id === 'avatars']);
    expect(Number(file_size_limit)).toBeGreaterThan(0);
    expect(Number(file_size_limit)).toBeLessThanOrEqual(MEDIA_LIMITS.bytes);
    expect((allowed_mime_types as string[]).length).toBeGreaterThan(0);
    if (id === 'user-library') expect(allowed_mime_types).toEqual(Object.keys(IMAGE_TYPES));
    if (id === FONT_BUCKET) {
      expect([allowed_mime_types, Number(file_size_limit)]).toEqual([
        [FONT_TYPE],
        PLAIN_FONT_LIMIT,
      ]);
    }
    if (id === 'videos') expect(allowed_mime_types).toEqual(Object.keys(VIDEO_TYPES));
    if (id === 'workspace-temp') expect(allowed_mime_types).toEqual(Object.keys(MEDIA_TYPES));
  }
});

test('S1: ids made here are version 7 UUIDs that sort by time', async () => {
  const rows = await db.owner.query<{ id: string }>(
    'select private.uuid7() as id from generate_series(1, 5), pg_sleep(0.002)',
  );
  for (const { id } of rows)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  const ms = Number.parseInt(rows[0]?.id.replaceAll('-', '').slice(0, 12) ?? '', 16);
  expect(Math.abs(ms - Date.now())).toBeLessThan(60_000);
});

test('docs/providers.md says what the providers and the models can do', async () => {
  const rows = await db.owner.query(
    "select private.model_json(m) || jsonb_build_object('task', m.task) as model from api_models m",
  );
  const models = rows.map(({ model }) => Model.parse(model));
  await expect(providersPage(builtIn(), models)).toMatchFileSnapshot('../../docs/providers.md');
});

test('the seed holds models of the contract, each of its qualities priced, and may run again', async () => {
  const rows = await db.owner.query('select private.model_json(m) as model from api_models m');
  const models = rows.map(({ model }) => Model.parse(model));
  expect(models.length).toBeGreaterThan(6);
  for (const { capabilities, prices } of models) {
    const { qualities, video } = capabilities;
    // A second of video is priced by its resolution, where it has no price by its quality.
    const byResolution = video?.resolutions.every((resolution) => prices[resolution] !== undefined);
    const byQuality = qualities.every((quality) => prices[quality] !== undefined);
    expect(byResolution === true || byQuality).toBe(true);
  }
  const draft = models.find(({ id }) => id === 'draft/studio');
  expect(draft).toMatchObject({ isAi: false, capabilities: { seed: true, maxCount: 10 } });
  expect(Object.keys(draft?.capabilities.sizes ?? {}).toSorted()).toEqual(
    [...ASPECT_RATIOS].toSorted(),
  );
  for (const { provider, parameters } of models) {
    if (provider === 'replicate') ReplicateParameters.parse(parameters);
    if (provider === 'google') GoogleParameters.parse(parameters);
  }
  await db.service.query("update api_models set enabled = false where id = 'draft/studio'");
  for (const { sql } of seeds()) await db.engine.exec(sql);
  const kept = await db.owner.query("select enabled from api_models where id = 'draft/studio'");
  expect(kept).toEqual([{ enabled: false }]);
});
