import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { focusFirstInvalid } from '../../ui/focus-invalid.ts';
import { Input } from '../../ui/input.tsx';
import { notify } from '../../ui/toast.tsx';
import type { EnteredProvider } from './entered-provider.ts';

interface KeyDialogProps {
  provider: EnteredProvider;
  name: string;
  open: boolean;
  onClose: () => void;
}

export function KeyDialog({ provider, name, open, onClose }: KeyDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const words = useErrorWords();
  const [text, setText] = useState('');
  const [invalid, setInvalid] = useState(false);
  const save = useAction('settings.setProviderKey', {
    onDone: () => {
      notify({ message: t('keys.saved', { provider: name }), tone: 'success' });
      onClose();
    },
    onFail: () => undefined,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = text.trim();
    const fits = key.length >= 8 && key.length <= 500 && /^[\x21-\x7e]+$/.test(key);
    setInvalid(!fits);
    if (fits) save.mutate({ provider, key });
    else focusFirstInvalid(event.currentTarget);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('keys.label', { provider: name })}
      description={t(`keys.about.${provider}`)}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            type="submit"
            form={`key-${provider}`}
            variant="primary"
            disabled={save.isPending}
          >
            {t('common:save')}
          </Button>
        </>
      }
    >
      <form id={`key-${provider}`} onSubmit={submit} className="pt-1">
        <Field
          label={t('keys.label', { provider: name })}
          error={invalid ? t('keys.invalid') : save.error && words(save.error).sentence}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              spellCheck={false}
              value={text}
              placeholder={t('keys.placeholder')}
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

export function RemovalDialog({ provider, name, open, onClose }: KeyDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const clear = useAction('settings.clearProviderKey', {
    onDone: () => notify({ message: t('keys.removed', { provider: name }) }),
  });
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('keys.removeTitle', { provider: name })}
      description={t('keys.removeAdvice')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              clear.mutate({ provider });
              onClose();
            }}
          >
            {t('keys.remove')}
          </Button>
        </>
      }
    />
  );
}
