import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';

/** A backend without a chat model is no failure: it is said with the way to one. */
export function ChatFailed({
  error,
  advice,
  onClose,
}: {
  error: unknown;
  /** What can be done where no model is set. */
  advice: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(['enhance', 'prompt']);
  const words = useErrorWords()(error);
  const showSettings = useView((view) => view.showSettings);
  const isMissing = ['not_available', 'provider_key_missing', 'model_unavailable'].includes(
    words.code,
  );
  return (
    <div role="alert">
      <p className="font-medium">{isMissing ? t('notAvailable') : words.title}</p>
      <p className="text-muted mt-1">{isMissing ? advice : words.advice}</p>
      {isMissing && (
        <Button
          className="mt-3"
          onClick={() => {
            onClose();
            showSettings('keys');
          }}
        >
          {t('prompt:addKey')}
        </Button>
      )}
    </div>
  );
}
