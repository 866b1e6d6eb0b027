import { useTranslation } from 'react-i18next';
import { useConflicts } from '../../data/hooks.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ConflictCard } from './conflict-card.tsx';
import { groupConflicts } from './group-conflicts.ts';

/** What two machines changed, field by field; either side can be taken. */
export function ConflictDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('sync');
  const conflicts = useConflicts().data ?? [];
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('conflicts')}
      description={conflicts.length > 0 ? t('conflictsText') : t('nothing')}
      className="max-w-160"
    >
      <div className="-mx-4 divide-y divide-line">
        {groupConflicts(conflicts).map((item) => (
          <ConflictCard key={`${item.table} ${item.rowId}`} item={item} />
        ))}
      </div>
    </Dialog>
  );
}
