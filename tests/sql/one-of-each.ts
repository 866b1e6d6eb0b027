import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { claimOne, complete, enqueue, hireWorker } from './fixtures.ts';

/** A row of one person in every table, so that what a role sees of it is never nothing for want of rows. */
export async function oneOfEach(db: Database, user: string): Promise<void> {
  const worker = await hireWorker(db);
  await enqueue(db, user);
  await complete(db, worker, await claimOne(db, worker));
  await db.as({ user }).rpc('sync_push', {
    mutations: JSON.stringify([
      {
        id: randomUUID(),
        table: 'user_collections',
        rowId: randomUUID(),
        op: 'upsert',
        base: null,
        fields: { name: 'Mine' },
      },
    ]),
  });
  await db.owner.transaction(async (run) => {
    const ids = new Map<string, string>();
    for (const [table, columns, values] of ROWS) {
      const id = randomUUID();
      ids.set(table, id);
      await run(
        `insert into public.${table} (${columns}) select ${values
          .replaceAll(/\{(\w+)\}/g, (_, name: string) => `'${ids.get(name) ?? user}'::uuid`)
          .replaceAll('$id', `'${id}'::uuid`)}`,
      );
    }
  });
  await db.service.rpc('refresh_metrics');
}

const SHA = "repeat('a', 64)";

/** Table, columns, values: `{table}` is the row made there before, `{user}` the person, `$id` this row. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['user_roles', 'user_id, role', "{user}, 'moderator'"],
  ['user_activity_log', 'user_id, action', "{user}, 'looked'"],
  ['payments', 'user_id, external_id, amount_cents, currency', "{user}, 'pi_1', 100, 'eur'"],
  ['ad_rewards', 'user_id, network, view_id, credits', "{user}, 'n', 'v', 1"],
  ['brands', 'id, user_id, name', "$id, {user}, 'b'"],
  ['characters', 'id, user_id, name', "$id, {user}, 'c'"],
  ['character_likes', 'user_id, character_id', '{user}, {characters}'],
  ['projects', 'id, user_id, title', "$id, {user}, 'p'"],
  ['scenes', 'id, user_id, project_id', '$id, {user}, {projects}'],
  [
    'character_scenes',
    'id, user_id, character_id, scene_id',
    '$id, {user}, {characters}, {scenes}',
  ],
  ['templates', 'id, user_id, name, data', "$id, {user}, 't', '{}'"],
  ['template_uses', 'template_id, user_id, run', '{templates}, {user}, $id'],
  ['template_reports', 'template_id, user_id, reason', "{templates}, {user}, 'spam'"],
  ['personalization_tokens', 'id, user_id, name, tokens', "$id, {user}, 't', '{}'"],
  ['prompts', 'id, user_id, prompt', "$id, {user}, 'p'"],
  [
    'prompt_suggestions',
    'user_id, base_prompt, suggested_prompt, source',
    "{user}, 'a', 'b', 'ai'",
  ],
  [
    'prompt_ab_tests',
    'name, template_a, template_b',
    "'t', min(id::text)::uuid, max(id::text)::uuid from public.prompt_templates",
  ],
  ['batch_jobs', 'id, user_id, name, model_id, total', "$id, {user}, 'b', 'draft/studio', 1"],
  ['user_collections', 'id, user_id, name', "$id, {user}, 'c'"],
  [
    'user_library',
    'id, user_id, storage_path, sha256, mime, bytes, width, height, origin',
    `$id, {user}, private.library_path({user}, ${SHA}, 'image/png'), ${SHA}, 'image/png', 1, 1, 1, 'imported'`,
  ],
  [
    'collection_items',
    'id, user_id, collection_id, library_id',
    '$id, {user}, {user_collections}, {user_library}',
  ],
  [
    'not_duplicates',
    'id, user_id, library_ids',
    '$id, {user}, array[{user_library}, gen_random_uuid()]',
  ],
  ['image_analysis', 'user_id, library_id, type', "{user}, {user_library}, 'vision'"],
  ['asset_embeddings', 'user_id, library_id', '{user}, {user_library}'],
  ['agents', 'id, user_id, name', "$id, {user}, 'a'"],
  ['conversations', 'id, user_id, agent_id', '$id, {user}, {agents}'],
  [
    'messages',
    'id, user_id, conversation_id, role, content',
    "$id, {user}, {conversations}, 'user', 'hi'",
  ],
  ['model_test_results', 'model_id, kind, success', "'draft/studio', 'image', true"],
];
