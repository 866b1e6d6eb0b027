import { useTranslation } from 'react-i18next';
import { type AddressedProvider, ServerAddress } from '../../../contract/provider-access.ts';
import { useAction } from '../../data/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { notify } from '../../ui/toast.tsx';
import { ProviderEntryDialog } from './provider-entry-dialog.tsx';

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
  const { t } = useTranslation('settings');
  const save = useAction('settings.setProviderAddress', {
    onDone: (place) => {
      const message = place.address === null ? 'keys.address.removed' : 'keys.address.saved';
      notify({ message: t(message, { provider: name }), tone: 'success' });
      onClose();
    },
    onFail: () => undefined,
  });
  return (
    <ProviderEntryDialog
      open={open}
      label={t('keys.address.label', { provider: name })}
      about={t(`keys.address.about.${provider}`)}
      type="url"
      placeholder={USUAL[provider]}
      initial={address ?? ''}
      invalidText={t('keys.address.invalid')}
      fits={(entered) => ServerAddress.safeParse(entered).success}
      save={save}
      otherAction={
        address !== null && (
          <Button
            variant="ghost"
            disabled={save.isPending}
            onClick={() => save.mutate({ provider, address: null })}
          >
            {t('keys.address.remove')}
          </Button>
        )
      }
      onSave={(entered) => save.mutate({ provider, address: entered })}
      onClose={onClose}
    />
  );
}
