import { Command, defaultFilter } from 'cmdk';
import { Dialog } from 'radix-ui';
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Action, useActionRegistry } from '../../state/actions.ts';
import { SHORTCUTS } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { CommandEmpty } from '../../ui/command-empty.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useReturnFocus } from '../../ui/return-focus.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';

/** They stay in this order whatever is typed; what fits best comes first within each. */
const GROUPS = ['make', 'go', 'works', 'view', 'settings'] as const;

/** By what is read, not by the id that tells items apart. */
const byTitle = (_id: string, search: string, keywords: string[] = []) =>
  defaultFilter(keywords.join(' '), search);

/** Every screen and action by name. */
export function Palette() {
  const { t } = useTranslation('command');
  const actions = useActionRegistry((state) => state.actions);
  const { paletteOpen, setPaletteOpen } = useView();
  const { remember, giveBack } = useReturnFocus();
  const chosen = useRef<Action>(undefined);
  const run = (action: Action) => {
    chosen.current = action;
    setPaletteOpen(false);
  };
  const onClosed = (event: Event) => {
    giveBack(event);
    // After the focus went back, so that the action may take it.
    chosen.current?.run();
  };
  return (
    <Dialog.Root open={paletteOpen} onOpenChange={setPaletteOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={remember}
          onCloseAutoFocus={onClosed}
          className="fixed inset-x-0 top-[12vh] z-40 mx-auto w-[calc(100vw-3rem)] max-w-150 animate-pop overflow-hidden rounded-lg bg-raised shadow-dialog"
        >
          <Dialog.Title asChild>
            <VisuallyHidden>{t('title')}</VisuallyHidden>
          </Dialog.Title>
          <Command label={t('title')} loop filter={byTitle}>
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Search aria-hidden className="size-4 shrink-0 text-icon" />
              <Command.Input
                placeholder={t('placeholder')}
                className="h-12 flex-1 bg-transparent text-md focus-visible:outline-none"
              />
            </div>
            <CommandEmpty>{t('nothing')}</CommandEmpty>
            <Command.List className="max-h-[min(50vh,26rem)] scroll-py-2 overflow-y-auto p-2 not-has-[[cmdk-item]]:hidden">
              {GROUPS.map((group) => (
                <PaletteGroup
                  key={group}
                  heading={t(`groups.${group}`)}
                  actions={actions.filter((action) => action.group === group)}
                  onRun={run}
                />
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteGroupProps {
  heading: string;
  actions: readonly Action[];
  onRun: (action: Action) => void;
}

function PaletteGroup({ heading, actions, onRun }: PaletteGroupProps) {
  if (actions.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {actions.map((action) => (
        <Command.Item
          key={action.id}
          value={action.id}
          keywords={[action.title, action.keywords ?? '']}
          onSelect={() => onRun(action)}
          className="flex h-9 items-center gap-3 rounded-md px-2.5 data-[selected=true]:bg-press"
        >
          {action.icon && <action.icon aria-hidden className="size-4 shrink-0 text-icon" />}
          <span className="min-w-0 flex-1 truncate">{action.title}</span>
          {action.shortcut && <Kbd keys={SHORTCUTS[action.shortcut].keys} />}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
