import type { ProviderId } from '../../../contract/models.ts';

/** A provider that something is entered for. */
export type EnteredProvider = Exclude<ProviderId, 'draft'>;
export const isEntered = (provider: ProviderId): provider is EnteredProvider =>
  provider !== 'draft';
