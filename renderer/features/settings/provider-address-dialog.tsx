import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AddressedProvider, ServerAddress } from '../../../contract/provider-access.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { focusFirstInvalid } from '../../ui/focus-invalid.ts';
import { Input } from '../../ui/input.tsx';
import { notify } from '../../ui/toast.tsx';

/** Where the programs that are asked for usually listen. */
const USUAL: Readonly<Record<AddressedProvider, string>> = {
  'openai-compatible': 'http://127.0.0.1:8080/v1',
  comfyui: 'http://127.0.0.1:8188',
};

interface AddressDialogProps {
  provider: AddressedProvider;
  name: string;
  address: string | null;
  open: boolean;
  onClose: () => void;
}

/** The address of a server of the creator's: entered, changed, forgotten. */
export function AddressDialog({ provider, name, address, open, onClose }: AddressDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const words = useErrorWords();
  const [text, setText] = useState(address ?? '');
  const [invalid, setInvalid] = useState(false);
  const save = useAction('settings.setProviderAddress', {
    onDone: (place) => {
      const message = place.address === null ? 'keys.address.removed' : 'keys.address.saved';
      notify({ message: t(message, { provider: name }), tone: 'success' });
      onClose();
    },
    onFail: () => undefined,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fits = ServerAddress.safeParse(text.trim());
    setInvalid(!fits.success);
    if (fits.success) save.mutate({ provider, address: text.trim() });
    else focusFirstInvalid(event.currentTarget);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('keys.address.label', { provider: name })}
      description={t(`keys.address.about.${provider}`)}
      footer={
        <>
          {address !== null && (
            <Button
              variant="ghost"
              className="mr-auto"
              disabled={save.isPending}
              onClick={() => save.mutate({ provider, address: null })}
            >
              {t('keys.address.remove')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            type="submit"
            form={`address-${provider}`}
            variant="primary"
            disabled={save.isPending}
          >
            {t('common:save')}
          </Button>
        </>
      }
    >
      <form id={`address-${provider}`} noValidate onSubmit={submit} className="pt-1">
        <Field
          label={t('keys.address.label', { provider: name })}
          error={invalid ? t('keys.address.invalid') : save.error && words(save.error).sentence}
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              autoComplete="off"
              spellCheck={false}
              value={text}
              placeholder={USUAL[provider]}
              onChange={(event) => {
                setText(event.target.value);
                setInvalid(false);
              }}
              className="font-mono"
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
