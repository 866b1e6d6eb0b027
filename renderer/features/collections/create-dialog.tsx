import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CollectionName } from '../../../contract/assets.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { CollectionDialog } from './collection-dialog-state.ts';
import { NameField } from './name-field.tsx';
import { putIntoNew } from './put-into.ts';

interface CreateDialogProps {
  readonly dialog: Extract<CollectionDialog, { mode: 'create' }>;
  readonly onClose: () => void;
}

/** Asks for the name of a new collection and puts the works in it. */
export function CreateDialog({ dialog, onClose }: CreateDialogProps) {
  const { t } = useTranslation('collections');
  const [name, setName] = useState('');
  const parsed = CollectionName.safeParse(name);
  const count = dialog.ids.length;
  const submit = () => {
    if (!parsed.success) return;
    onClose();
    void putIntoNew(parsed.data, dialog);
  };
  return (
    <FormDialog
      title={t('create')}
      {...(count > 0 && { description: t('createWith', { count }) })}
      submitLabel={t('createButton')}
      isDisabled={!parsed.success}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} />
    </FormDialog>
  );
}
