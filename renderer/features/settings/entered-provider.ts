import type { ProviderId } from '../../../contract/models.ts';

/** A provider that something is entered for: the others are this machine. */
export type EnteredProvider = Exclude<ProviderId, 'draft' | 'local'>;
export const isEntered = (provider: ProviderId): provider is EnteredProvider =>
  provider !== 'draft' && provider !== 'local';
