import { Layers } from 'lucide-react';
import type { LibraryAsset } from '../../../contract/assets.ts';
import { useFormat } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { PointedTooltip } from '../../ui/tooltip.tsx';
import { nameOf } from '../viewer/viewed-work.ts';
import { useLibraryView } from './library-view.ts';

/** How many works stand behind this one; opens them. Nothing for a work that stands alone. */
export function StackBadge({ work }: { work: LibraryAsset }) {
  const t = useWords('library');
  const format = useFormat();
  const openStack = useLibraryView((view) => view.openStack);
  const { stackId, stackSize } = work;
  if (stackId === null || stackSize < 2) return null;
  const label = t('stack.open', { count: stackSize });
  return (
    <PointedTooltip label={label}>
      <button
        type="button"
        tabIndex={-1}
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          openStack({ id: stackId, name: nameOf(work) ?? '', size: stackSize });
        }}
        onDoubleClick={(event) => event.stopPropagation()}
        className="bg-glass text-on-accent tabular hover:bg-veil pointer-events-auto inline-flex h-6 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium"
      >
        <Layers aria-hidden className="size-3.5" />
        {format.number(stackSize)}
      </button>
    </PointedTooltip>
  );
}
