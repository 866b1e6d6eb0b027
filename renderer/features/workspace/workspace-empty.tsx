import { ImagePlus, PenLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePrompt } from '../../state/prompt.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Kbd } from '../../ui/kbd.tsx';

/** Teaches where pictures come from and where they will stand. */
export function WorkspaceEmpty() {
  const { t } = useTranslation('workspace');
  const requestFocus = usePrompt((state) => state.requestFocus);
  return (
    <EmptyState
      icon={ImagePlus}
      title={t('empty.title')}
      action={
        <Button icon={PenLine} onClick={requestFocus}>
          {t('empty.action')}
          <Kbd keys="n" />
        </Button>
      }
    >
      {t('empty.sentence')}
    </EmptyState>
  );
}
