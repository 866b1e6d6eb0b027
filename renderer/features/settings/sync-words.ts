import { useTranslation } from 'react-i18next';
import type { ConflictRecord } from '../../../contract/sync.ts';
import { useFormat } from '../../i18n/format.ts';
import { en } from '../../i18n/resources.ts';

const TARGETS = en.settings.sync.targets;
const FIELDS = en.settings.sync.fields;

const isTarget = (name: string): name is keyof typeof TARGETS => Object.hasOwn(TARGETS, name);
const isField = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name);

/** Words for tables, functions, columns and values, as the outbox and the conflicts name them. */
export function useSyncWords() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  return {
    /** A table or a function; its own name where there is no better one. */
    target: (name: string) => (isTarget(name) ? t(`sync.targets.${name}`) : name),
    field: (name: string) => (isField(name) ? t(`sync.fields.${name}`) : name),
    value(conflict: ConflictRecord, value: unknown): string {
      if (conflict.field === 'trashed_at') return t(value === null ? 'sync.no' : 'sync.yes');
      if (value === null || value === undefined || value === '') return t('sync.empty');
      if (typeof value === 'boolean') return t(value ? 'sync.yes' : 'sync.no');
      if (typeof value === 'number') return format.number(value);
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}
