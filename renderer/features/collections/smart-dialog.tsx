import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CollectionName, SearchText } from '../../../contract/assets.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';
import { changeCollection, createCollection } from './acts.ts';
import type { CollectionDialog } from './collection-dialog-state.ts';
import { NameField } from './name-field.tsx';

interface SmartDialogProps {
  readonly dialog: Extract<CollectionDialog, { mode: 'smart' }>;
  readonly onClose: () => void;
}

/** Gives a search a name, so that it stands among the collections; or changes one that does. */
export function SmartDialog({ dialog, onClose }: SmartDialogProps) {
  const { t } = useTranslation('collections');
  const { collection } = dialog;
  const [name, setName] = useState(collection?.name ?? '');
  const [search, setSearch] = useState(dialog.search);
  const parsed = {
    name: CollectionName.safeParse(name),
    search: SearchText.safeParse(search.trim()),
  };
  const isReady = parsed.name.success && parsed.search.success && search.trim() !== '';
  const submit = () => {
    if (!isReady || !parsed.name.data || !parsed.search.data) return;
    const kept = { name: parsed.name.data, search: parsed.search.data };
    onClose();
    void (collection ? changeCollection(collection, kept) : createCollection(kept));
  };
  return (
    <FormDialog
      title={t(collection ? 'smartChange' : 'smartCreate')}
      description={t('smartHint')}
      submitLabel={t('saveButton')}
      isDisabled={!isReady}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} />
      <Field label={t('smartSearch')}>
        {(control) => (
          <Input
            {...control}
            value={search}
            maxLength={2_000}
            spellCheck={false}
            className="font-mono"
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
