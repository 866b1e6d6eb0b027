import type { SyncTable } from '../../contract/sync.ts';
import { collectionItems } from './collection-items.ts';
import { jobs } from './jobs.ts';
import type { MirrorTable } from './mirror-table.ts';
import { otherRows } from './other-rows.ts';
import { orderItems } from './order-items.ts';
import { orders } from './orders.ts';
import { profiles } from './profiles.ts';
import { userCollections } from './user-collections.ts';
import { userLibrary } from './user-library.ts';
import { workspaceAssets } from './workspace-assets.ts';

/** One row a table that follows the creator. */
export const TABLES: Readonly<Record<SyncTable, MirrorTable>> = {
  profiles,
  orders,
  order_items: orderItems,
  jobs,
  workspace_assets: workspaceAssets,
  user_library: userLibrary,
  user_collections: userCollections,
  collection_items: collectionItems,
  brands: otherRows('brands'),
  characters: otherRows('characters'),
  projects: otherRows('projects'),
  scenes: otherRows('scenes'),
  character_scenes: otherRows('character_scenes'),
  templates: otherRows('templates'),
  personalization_tokens: otherRows('personalization_tokens'),
  prompts: otherRows('prompts'),
  agents: otherRows('agents'),
  conversations: otherRows('conversations'),
  messages: otherRows('messages'),
  not_duplicates: otherRows('not_duplicates'),
};
