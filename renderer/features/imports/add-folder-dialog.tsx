import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AtelierError } from '../../../contract/errors.ts';
import { query } from '../../data/query.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { api } from '../../transport/api.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { pathOf } from '../collections/tree.ts';
import { FolderField, isUsable, useFolder } from '../folders/folder-field.tsx';

/** No collection; ids are never empty. */
const NONE = 'none';

/** Asks for a folder that is imported once, or watched from now on. */
export function AddFolderDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('imports');
  const words = useErrorWords();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [way, setWay] = useState<'once' | 'watch'>('once');
  const [collection, setCollection] = useState(NONE);
  const [error, setError] = useState<string>();
  const { state, path } = useFolder(typed);
  const { data: collections = [] } = useQuery(query('collections.list'));
  const manual = collections.filter(({ search }) => search === null);
  const add = async () => {
    const input = { path, ...(collection !== NONE && { collectionId: collection }) };
    try {
      await (way === 'once' ? api.imports.folder(input) : api.watched.add(input));
      void client.invalidateQueries({ queryKey: [way === 'once' ? 'imports' : 'watched'] });
      onClose();
    } catch (thrown) {
      setError(refusalOf(thrown, t) ?? words(thrown).sentence);
    }
  };
  return (
    <FormDialog
      title={t('addTitle')}
      description={t('addSentence')}
      submitLabel={t(way === 'once' ? 'import' : 'watch')}
      isDisabled={!isUsable(state, true)}
      onSubmit={() => void add()}
      onClose={onClose}
    >
      <FolderField
        label={t('folder')}
        value={typed}
        mustExist
        error={error}
        onChange={(next) => {
          setTyped(next);
          setError(undefined);
        }}
      />
      <div className="flex flex-col gap-1.5">
        <Segmented
          label={t('way')}
          value={way}
          options={[
            { value: 'once', label: t('once') },
            { value: 'watch', label: t('keepWatching') },
          ]}
          onChange={setWay}
          className="self-start"
        />
        <p className="text-sm text-muted">{t(way === 'once' ? 'onceHint' : 'watchHint')}</p>
      </div>
      {manual.length > 0 && (
        <Field label={t('into')}>
          {({ id }) => (
            <Select
              id={id}
              value={collection}
              options={[
                { value: NONE, label: t('intoNone') },
                ...manual.map((one) => ({
                  value: one.id,
                  label: pathOf(collections, one.id).join(' / '),
                })),
              ]}
              onChange={setCollection}
            />
          )}
        </Field>
      )}
    </FormDialog>
  );
}

type Translate = ReturnType<typeof useTranslation<'imports'>>['t'];

/** What the studio says of a folder, where general words would say too little. */
function refusalOf(thrown: unknown, t: Translate): string | undefined {
  if (!(thrown instanceof AtelierError)) return undefined;
  if (thrown.code === 'conflict') return t('refused.watched');
  return thrown.code === 'invalid_input' ? t('refused.own') : undefined;
}
