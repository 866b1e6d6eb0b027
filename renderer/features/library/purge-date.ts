import { TRASH_DAYS } from '../../../contract/assets.ts';

/** The instant from which a work in the trash is deleted for good (rule F2). */
export function purgeDate(trashedAt: string): string {
  return new Date(Date.parse(trashedAt) + TRASH_DAYS * 86_400_000).toISOString();
}
