import { laterOver } from '../../frame/later.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { useCollectionDialog } from './collection-dialog-state.ts';

const SmartDialog = laterOver(async () => (await import('./smart-dialog.tsx')).SmartDialog);
const MoveDialog = laterOver(async () => (await import('./move-dialog.tsx')).MoveDialog);
const PickDialog = laterOver(async () => (await import('./pick-dialog.tsx')).PickDialog);

/** The dialogs about collections; once, over all screens. One at a time, so that none lies on another. */
export function CollectionDialogs() {
  const { dialog, close } = useCollectionDialog();
  if (dialog?.mode === 'create') return <CreateDialog dialog={dialog} onClose={close} />;
  if (dialog?.mode === 'smart') return <SmartDialog dialog={dialog} onClose={close} />;
  if (dialog?.mode === 'move') return <MoveDialog dialog={dialog} onClose={close} />;
  if (dialog?.mode === 'pick') return <PickDialog dialog={dialog} onClose={close} />;
  return null;
}
