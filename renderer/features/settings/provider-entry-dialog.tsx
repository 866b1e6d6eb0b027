import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Field } from '../../ui/field.tsx';
import { focusFirstInvalid } from '../../ui/focus-invalid.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Input } from '../../ui/input.tsx';

interface ProviderEntryDialogProps {
  readonly open: boolean;
  readonly label: string;
  readonly about: string;
  readonly type: 'password' | 'url';
  readonly placeholder: string;
  readonly initial?: string;
  /** Shown under the field when `fits` says no. */
  readonly invalidText: string;
  readonly fits: (entered: string) => boolean;
  readonly save: { readonly error: Error | null; readonly isPending: boolean };
  readonly otherAction?: ReactNode;
  readonly onSave: (entered: string) => void;
  readonly onClose: () => void;
}

/** One line that a provider needs to be asked: checked here, then by the studio. */
export function ProviderEntryDialog(props: ProviderEntryDialogProps) {
  const { label, save } = props;
  const { t } = useTranslation('common');
  const words = useErrorWords();
  const [text, setText] = useState(props.initial ?? '');
  const [invalid, setInvalid] = useState(false);
  const submit = (form: HTMLFormElement) => {
    const entered = text.trim();
    const fits = props.fits(entered);
    setInvalid(!fits);
    if (fits) props.onSave(entered);
    else focusFirstInvalid(form);
  };
  return (
    <FormDialog
      open={props.open}
      title={label}
      description={props.about}
      submitLabel={t('save')}
      isDisabled={save.isPending}
      otherAction={props.otherAction}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Field
        label={label}
        error={invalid ? props.invalidText : save.error && words(save.error).sentence}
      >
        {(control) => (
          <Input
            {...control}
            type={props.type}
            autoComplete="off"
            spellCheck={false}
            value={text}
            placeholder={props.placeholder}
            onChange={({ target }) => {
              setText(target.value);
              setInvalid(false);
            }}
            className="font-mono"
          />
        )}
      </Field>
    </FormDialog>
  );
}
