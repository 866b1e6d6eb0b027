import { useTranslation } from 'react-i18next';
import { useAction } from '../../data/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import type { EnteredProvider } from './entered-provider.ts';
import { ProviderEntryDialog } from './provider-entry-dialog.tsx';

interface KeyDialogProps {
  provider: EnteredProvider;
  name: string;
  open: boolean;
  onClose: () => void;
}

export function KeyDialog({ provider, name, open, onClose }: KeyDialogProps) {
  const { t } = useTranslation('settings');
  const save = useAction('settings.setProviderKey', {
    onDone: () => {
      notify({ message: t('keys.saved', { provider: name }), tone: 'success' });
      onClose();
    },
    onFail: () => undefined,
  });
  return (
    <ProviderEntryDialog
      open={open}
      label={t('keys.label', { provider: name })}
      about={t(`keys.about.${provider}`)}
      type="password"
      placeholder={t('keys.placeholder')}
      invalidText={t('keys.invalid')}
      fits={(key) => /^[\x21-\x7e]{8,500}$/.test(key)}
      save={save}
      onSave={(key) => save.mutate({ provider, key })}
      onClose={onClose}
    />
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
