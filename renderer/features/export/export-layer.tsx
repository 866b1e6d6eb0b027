import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { laterOver } from '../../frame/later.tsx';
import { hostApi } from '../../transport/host-api.ts';
import { notify } from '../../ui/toast.tsx';
import { useExportStatus } from './export-progress.tsx';
import { useExport } from './export-state.ts';

const ExportDialog = laterOver(async () => (await import('./export-dialog.tsx')).ExportDialog);

/** The dialog of an export, over every screen; tells of the end of one that was left to itself. */
export function ExportLayer() {
  const { t } = useTranslation(['export', 'folders']);
  const { running, isShown, show, forget } = useExport();
  const status = useExportStatus(isShown ? undefined : running?.id);
  const ended = !isShown && running && status && status.task.state !== 'running' ? status : null;
  const tell = useEffectEvent(() => {
    if (!ended || !running) return;
    const { showPath } = hostApi();
    const isWhole = ended.task.state === 'done' && ended.skippedCount === 0;
    const path = running.to.kind === 'download' ? undefined : running.to.path;
    notify({
      id: `export.${running.id}`,
      message: t('written', { count: ended.written }),
      tone: isWhole ? 'success' : 'warning',
      ...(isWhole && showPath && path !== undefined
        ? { action: { label: t('folders:show'), run: () => showPath(path) } }
        : !isWhole && { action: { label: t('details'), run: show } }),
    });
    if (isWhole) forget();
  });
  const endedId = ended?.task.id;
  useEffect(() => {
    if (endedId !== undefined) tell();
  }, [endedId]);
  return isShown && <ExportDialog />;
}
