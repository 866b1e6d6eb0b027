import { z } from 'zod';
import { rpc, serviceClient } from './database.ts';

export interface Use {
  user: string;
  event: 'enhancement' | 'chat' | 'analysis';
  feature: string;
  model: string;
  milliseconds: number;
  metadata?: Record<string, string | number | boolean>;
}

/** Notes a use for the hourly figures and a person's own statistics. */
export async function recordUse(use: Use): Promise<void> {
  const args = {
    p_user: use.user,
    p_event: use.event,
    p_feature: use.feature,
    p_model: use.model,
    p_duration_ms: use.milliseconds,
    p_metadata: use.metadata ?? {},
  };
  await rpc(serviceClient(), 'record_usage', args, z.unknown());
}
