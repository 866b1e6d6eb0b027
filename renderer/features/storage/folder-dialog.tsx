import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../i18n/error-words.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FolderField, isUsable, useFolder } from '../folders/folder-field.tsx';

interface FolderDialogProps {
  readonly title: string;
  readonly description: string;
  readonly button: string;
  readonly isDanger?: boolean;
  /** Where it begins. */
  readonly folder?: string;
  readonly mustExist?: boolean;
  readonly children?: ReactNode;
  /** Begins it; what it throws is told here, and the dialog stays. */
  readonly onChoose: (folder: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for a folder, says what will be done with it, and does that. */
export function FolderDialog(props: FolderDialogProps) {
  const { title, description, button, mustExist = false, onChoose, onClose } = props;
  const { t } = useTranslation('storage');
  const words = useErrorWords();
  const [typed, setTyped] = useState(props.folder ?? '');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { state, path } = useFolder(typed);
  const choose = async () => {
    setBusy(true);
    try {
      await onChoose(path);
      onClose();
    } catch (thrown) {
      setError(words(thrown).sentence);
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={title}
      description={description}
      submitLabel={button}
      isDanger={props.isDanger ?? false}
      isDisabled={!isUsable(state, mustExist) || isBusy}
      onSubmit={() => void choose()}
      onClose={onClose}
    >
      <FolderField
        label={t('folder')}
        value={typed}
        mustExist={mustExist}
        error={error}
        onChange={(folder) => {
          setTyped(folder);
          setError(undefined);
        }}
      />
      {props.children}
    </FormDialog>
  );
}
