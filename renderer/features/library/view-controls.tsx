import { Check, LayoutGrid, LayoutPanelTop, Rows3, SlidersHorizontal } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { GRID_SHAPES, type GridShape } from '../grid/use-layout.ts';
import { useLibraryLook } from './library-look.ts';

const ICONS = { justified: LayoutPanelTop, square: LayoutGrid, list: Rows3 } as const;

/** How the works are laid out, grouped and stacked. */
export function ViewControls() {
  const { t } = useTranslation(['grid', 'library']);
  const look = useLibraryLook();
  return (
    <div className="flex shrink-0 items-center gap-1">
      <ToggleGroup.Root
        type="single"
        value={look.shape}
        onValueChange={(next) => next !== '' && look.set({ shape: next as GridShape })}
        aria-label={t('shape')}
        className="bg-canvas ring-line inline-flex h-8 items-center gap-0.5 rounded-md p-0.5 ring-1 ring-inset"
      >
        {GRID_SHAPES.map((shape) => (
          <ShapeItem key={shape} shape={shape} />
        ))}
      </ToggleGroup.Root>
      <Menu
        align="end"
        trigger={<IconButton icon={SlidersHorizontal} label={t('library:view.label')} />}
      >
        <Choice isOn={look.isByDay} onChange={(isByDay) => look.set({ isByDay })}>
          {t('library:view.byDay')}
        </Choice>
        <Choice isOn={look.isStacked} onChange={(isStacked) => look.set({ isStacked })}>
          {t('library:view.stacked')}
        </Choice>
      </Menu>
    </div>
  );
}

function ShapeItem({ shape }: { shape: GridShape }) {
  const { t } = useTranslation('grid');
  const Icon = ICONS[shape];
  return (
    <Tooltip label={t(`shapes.${shape}`)} side="bottom">
      {/* The tooltip marks its trigger as open or closed; the item marks itself as on or off, so each has its own. */}
      <span className="inline-flex">
        <ToggleGroup.Item
          value={shape}
          aria-label={t(`shapes.${shape}`)}
          className="text-muted hover:text-ink data-[state=on]:bg-press data-[state=on]:text-ink grid size-7 place-items-center rounded-md transition-colors"
        >
          <Icon aria-hidden className="size-4" />
        </ToggleGroup.Item>
      </span>
    </Tooltip>
  );
}

interface ChoiceProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: string;
}

function Choice({ isOn, onChange, children }: ChoiceProps) {
  return (
    <MenuItem checked={isOn} {...(isOn && { icon: Check })} onSelect={() => onChange(!isOn)}>
      {children}
    </MenuItem>
  );
}
