import type { AuthConfig } from '../config/project-config.ts';
import type { ServiceDeps } from '../gateway/service.ts';
import type { Limits } from './rate-limits.ts';

/** What every door of Supabase Auth is given. */
export interface AuthDeps extends ServiceDeps {
  config: AuthConfig;
  limits: Limits;
}
