import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { badToken } from '../../../contract/export-name.ts';
import { exportPath, type ExportOptions } from '../../../contract/studio/export.ts';
import { query } from '../../data/query.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { api } from '../../transport/api.ts';
import { hostApi } from '../../transport/host-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { isUsable, useFolder } from '../folders/folder-field.tsx';
import { ExportForm } from './export-form.tsx';
import { ExportProgress } from './export-progress.tsx';
import { optionsOf, useExportSettings } from './export-settings.ts';
import { type ExportSubject, useExport } from './export-state.ts';

/** Asks how works leave the library, and then shows how far they are. */
export function ExportDialog() {
  const { subject, running } = useExport();
  if (running) return <ExportProgress running={running} />;
  return subject && <ExportQuestion subject={subject} />;
}

function ExportQuestion({ subject }: { subject: ExportSubject }) {
  const { t } = useTranslation(['export', 'common']);
  const words = useErrorWords();
  const { close, begin } = useExport();
  const settings = useExportSettings();
  const folder = useFolder(settings.folder);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { example, total } = useExample(subject.what);
  const count = total ?? subject.count;
  const isPlaced = settings.to === 'download' || isUsable(folder.state);
  const isNamed = settings.template.trim() !== '' && badToken(settings.template) === undefined;
  const start = async () => {
    setBusy(true);
    setError(undefined);
    const options = optionsOf(settings, subject.what, folder.path, dayAndTime(new Date()));
    try {
      const task = await api.export.start(options);
      if (options.to.kind === 'download') fetchZip(task.id);
      begin({ id: task.id, to: options.to });
    } catch (thrown) {
      setError(thrown);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={
        subject.name === undefined
          ? t('title', { count })
          : t('titleOf', { count, name: subject.name })
      }
      className="max-w-140"
      footer={
        <>
          {error !== undefined && (
            <p role="alert" className="min-w-0 flex-1 self-center text-sm text-danger">
              {words(error).sentence}
            </p>
          )}
          <Button onClick={close}>{t('common:cancel')}</Button>
          <Button
            variant="primary"
            disabled={!isPlaced || !isNamed || isBusy}
            onClick={() => void start()}
          >
            {t('start')}
          </Button>
        </>
      }
    >
      <ExportForm example={example} count={count} />
    </Dialog>
  );
}

/** The first work of what is exported, and how many there are: a list of stacks counts fewer. */
function useExample(what: ExportOptions['what']) {
  const [id] = 'ids' in what ? what.ids : [];
  const { data: one } = useQuery({
    ...query('library.get', { id: id ?? '' }),
    enabled: id !== undefined,
  });
  const { data: list } = useQuery({
    ...query('library.list', { ...('filter' in what ? what.filter : {}), limit: 1 }),
    enabled: 'filter' in what,
  });
  return { example: one ?? list?.items[0], total: list?.total };
}

/** Of the creator's own clock, as file names take it. */
function dayAndTime(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day} ${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`;
}

/** The browser fetches it as any other file; the page stays where it is. */
function fetchZip(id: string): void {
  const link = document.createElement('a');
  link.href = hostApi().host.mediaBase + exportPath(id);
  link.download = '';
  link.click();
}
