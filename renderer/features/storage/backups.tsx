import { Archive, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnownBackup } from '../../../contract/studio/storage.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { api } from '../../transport/api.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Row } from '../settings/section.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import { TaskProgress } from './task-progress.tsx';
import { useBackups, useTask } from './use-storage.ts';

type Asked = { readonly what: 'make' | 'restore'; readonly folder: string };

/** The backups there are; making one, and putting one in the place of the library. */
export function Backups() {
  const { t } = useTranslation('storage');
  const backups = useBackups() ?? [];
  const task = useTask('backup', 'restore');
  const [asked, setAsked] = useState<Asked | null>(null);
  const isBusy = task?.state === 'running';
  const last = backups[0]?.folder ?? '';
  const close = () => setAsked(null);
  return (
    <>
      <Row label={t('backups.title')} hint={t('backups.hint')}>
        <div className="flex gap-2">
          <Button disabled={isBusy} onClick={() => setAsked({ what: 'restore', folder: '' })}>
            {t('backups.restoreOther')}
          </Button>
          <Button
            icon={Archive}
            disabled={isBusy}
            onClick={() => setAsked({ what: 'make', folder: last })}
          >
            {t('backups.make')}
          </Button>
        </div>
        <TaskProgress task={task} />
      </Row>
      {backups.map((backup) => (
        <BackupRow
          key={backup.folder}
          backup={backup}
          isBusy={isBusy}
          onRestore={() => setAsked({ what: 'restore', folder: backup.folder })}
        />
      ))}
      {asked?.what === 'make' && (
        <FolderDialog
          title={t('backups.makeTitle')}
          description={t('backups.makeSentence')}
          button={t('backups.makeButton')}
          folder={asked.folder}
          onChoose={(folder) => api.storage.backup({ folder })}
          onClose={close}
        />
      )}
      {asked?.what === 'restore' && (
        <FolderDialog
          title={t('backups.restoreTitle')}
          description={t('backups.restoreSentence')}
          button={t('backups.restoreButton')}
          isDanger
          mustExist
          folder={asked.folder}
          onChoose={(folder) => api.storage.restore({ folder })}
          onClose={close}
        />
      )}
    </>
  );
}

interface BackupRowProps {
  readonly backup: KnownBackup;
  readonly isBusy: boolean;
  readonly onRestore: () => void;
}

function BackupRow({ backup, isBusy, onRestore }: BackupRowProps) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const words = useErrorWords();
  const { folder, at, works, bytes, missing, error } = backup;
  const forget = useAction('storage.forgetBackup');
  return (
    <Row
      label={at === null ? t('backups.away') : format.dateTime(at)}
      hint={
        <>
          <span className="block break-all">{folder}</span>
          {error ? (
            <span className="text-warning">{words(error).title}</span>
          ) : (
            t('backups.holds', { count: works, size: format.bytes(bytes) })
          )}
          {missing > 0 && (
            <span className="text-warning"> {t('backups.missing', { count: missing })}</span>
          )}
        </>
      }
    >
      <div className="flex items-center gap-2">
        {error === null && (
          <Button disabled={isBusy} onClick={onRestore}>
            {t('backups.restore')}
          </Button>
        )}
        <IconButton
          icon={X}
          label={t('backups.forget')}
          onClick={() => forget.mutate({ folder })}
        />
      </div>
    </Row>
  );
}
