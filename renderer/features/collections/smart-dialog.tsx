import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CollectionName, SearchText } from '../../../contract/assets.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { changeCollection, createCollection } from './acts.ts';
import type { CollectionDialog } from './collection-dialog-state.ts';

interface SmartDialogProps {
  readonly dialog: Extract<CollectionDialog, { mode: 'smart' }>;
  readonly onClose: () => void;
}

/** Gives a search a name, so that it stands among the collections; or changes one that does. */
export function SmartDialog({ dialog, onClose }: SmartDialogProps) {
  const { t } = useTranslation(['collections', 'common']);
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
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(collection ? 'smartChange' : 'smartCreate')}
      description={t('smartHint')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!isReady} onClick={submit}>
            {t('saveButton')}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label={t('name')}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={120}
              placeholder={t('namePlaceholder')}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
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
        {/* Enter sends a form of several fields only where it has a way to. */}
        <button type="submit" hidden>
          {t('saveButton')}
        </button>
      </form>
    </Dialog>
  );
}
