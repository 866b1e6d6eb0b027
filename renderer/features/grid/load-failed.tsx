import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../data/client.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** In place of a grid whose works could not be read. */
export function LoadFailed({ error, queryKey }: { error: unknown; queryKey: readonly string[] }) {
  const { t } = useTranslation();
  const { title, advice } = useErrorWords()(error);
  return (
    <EmptyState
      icon={CircleAlert}
      title={title}
      action={
        <Button onClick={() => void queryClient.invalidateQueries({ queryKey })}>
          {t('retry')}
        </Button>
      }
    >
      {advice}
    </EmptyState>
  );
}
