import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ContentCategory, Visibility } from '../../../contract/assets.ts';
import type { OutboxEntry } from '../../../contract/studio/sync.ts';
import type { ConflictRecord } from '../../../contract/sync.ts';
import { query } from '../../data/query.ts';
import { useFormat } from '../../i18n/format.ts';
import { en } from '../../i18n/resources.ts';

const TARGETS = en.sync.targets;
const FIELDS = en.sync.fields;

const isTarget = (name: string): name is keyof typeof TARGETS => Object.hasOwn(TARGETS, name);
const isField = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name);

/** Words for tables, functions, columns and values, as the outbox and the conflicts name them. */
export function useSyncWords() {
  const { t } = useTranslation(['sync', 'inspector']);
  const format = useFormat();
  const { data: collections = [] } = useQuery(query('collections.list'));
  const nameOfCollection = (id: unknown) =>
    collections.find((one) => one.id === id)?.name ?? t('empty');
  return {
    /** A table or a function; its own name where there is no better one. */
    target: (name: string) => (isTarget(name) ? t(`targets.${name}`) : name),
    /** What kind of thing waits. */
    entryKind: (entry: OutboxEntry) =>
      entry.kind === 'upload'
        ? t('kinds.upload')
        : isTarget(entry.target)
          ? t(`targets.${entry.target}`)
          : t(`kinds.${entry.kind}`),
    field: (name: string) => (isField(name) ? t(`fields.${name}`) : name),
    value(conflict: ConflictRecord, value: unknown): string {
      if (conflict.field === 'trashed_at') return t(value === null ? 'no' : 'yes');
      if (value === null || value === undefined || value === '') return t('empty');
      if (conflict.field === 'parent_id') return nameOfCollection(value);
      if (conflict.field === 'rating') return t('inspector:stars', { count: Number(value) });
      const visibility = Visibility.safeParse(value);
      if (visibility.success) return t(`inspector:visibilities.${visibility.data}`);
      const category = ContentCategory.safeParse(value);
      if (category.success) return t(`inspector:categories.${category.data}`);
      if (Array.isArray(value)) {
        return value.length === 0 ? t('empty') : format.list(value.map(String));
      }
      if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
      if (typeof value === 'number') return format.number(value);
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}
