import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CollectionName } from '../../../contract/assets.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import type { CollectionDialog } from './collection-dialog-state.ts';
import { putIntoNew } from './put-into.ts';

interface CreateDialogProps {
  readonly dialog: Extract<CollectionDialog, { mode: 'create' }>;
  readonly onClose: () => void;
}

/** Asks for the name of a new collection and puts the works in it. */
export function CreateDialog({ dialog, onClose }: CreateDialogProps) {
  const { t } = useTranslation(['collections', 'common']);
  const [name, setName] = useState('');
  const parsed = CollectionName.safeParse(name);
  const count = dialog.ids.length;
  const submit = () => {
    if (!parsed.success) return;
    onClose();
    void putIntoNew(parsed.data, dialog);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('create')}
      {...(count > 0 && { description: t('createWith', { count }) })}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!parsed.success} onClick={submit}>
            {t('createButton')}
          </Button>
        </>
      }
    >
      <form
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
      </form>
    </Dialog>
  );
}
