import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageOverview } from '../../../contract/studio/storage.ts';
import { api } from '../../transport/api.ts';
import { hostApi } from '../../transport/host-api.ts';
import { Button } from '../../ui/button.tsx';
import { Row } from '../settings/section.tsx';
import { FolderDialog } from './folder-dialog.tsx';
import { TaskProgress } from './task-progress.tsx';
import { useTask } from './use-storage.ts';

/** Where the library lies, and moving it. */
export function Place({ overview }: { overview: StorageOverview }) {
  const { t } = useTranslation(['storage', 'folders']);
  const [isMoving, setMoving] = useState(false);
  const task = useTask('move');
  const { showPath } = hostApi();
  return (
    <Row label={t('place.title')} hint={<span className="break-all">{overview.folder}</span>}>
      <div className="flex gap-2">
        {showPath && (
          <Button icon={FolderOpen} onClick={() => showPath(overview.folder)}>
            {t('folders:show')}
          </Button>
        )}
        <Button disabled={task?.state === 'running'} onClick={() => setMoving(true)}>
          {t('place.move')}
        </Button>
      </div>
      <TaskProgress task={task} />
      {isMoving && (
        <FolderDialog
          title={t('place.moveTitle')}
          description={t('place.moveSentence')}
          button={t('place.moveButton')}
          onChoose={(folder) => api.storage.move({ folder })}
          onClose={() => setMoving(false)}
        />
      )}
    </Row>
  );
}
