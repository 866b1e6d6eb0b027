import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Generator } from '../../../contract/generators.ts';
import type { BatchTable } from '../../../contract/studio/batch.ts';
import { query } from '../../data/query.ts';
import type { Language } from '../../i18n/language.ts';
import { api } from '../../transport/api.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { findGenerators } from '../generators/find-generators.ts';
import { tellError } from '../undo/tell-error.ts';
import { useBatchPlace } from './batch-state.ts';

const NONE = 'none';

/** The forms that make pictures, by name. */
export function useForms(): readonly Generator[] {
  const { data } = useQuery(query('generators.list'));
  const language = useTranslation().i18n.language as Language;
  const able = (data?.generators ?? []).filter(({ makes }) => makes === 'image');
  const all = { shown: 'all', search: '', language } as const;
  return findGenerators(able, all, { favorites: [], recent: [] });
}

/** What makes the prompts of the rows: a prompt written here, or a form whose fields the columns answer. */
export function FormChoice({ table, forms }: { table: BatchTable; forms: readonly Generator[] }) {
  const { t, i18n } = useTranslation('batch');
  const language = i18n.language as Language;
  const { generatorId, setGenerator } = useBatchPlace();
  const choose = async (id: string) => {
    if (id === NONE) {
      setGenerator(
        null,
        table.columns.map(({ use }) => use),
      );
      return;
    }
    try {
      setGenerator(id, await api.batch.guess({ tableId: table.id, generatorId: id }));
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <Field label={t('form')} hint={generatorId === null ? undefined : t('formHint')}>
      {(control) => (
        <Select
          id={control.id}
          value={generatorId ?? NONE}
          options={[
            { value: NONE, label: t('noForm') },
            ...forms.map(({ id, title }) => ({ value: id, label: title[language] })),
          ]}
          onChange={(id) => void choose(id)}
        />
      )}
    </Field>
  );
}
