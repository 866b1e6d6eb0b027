import { ArrowDownToLine, ArrowUpToLine, MoreHorizontal, PauseCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';

interface OrderMenuProps {
  readonly order: Order;
  /** Absent where nothing of it waits. */
  readonly onMove?: ((to: 'first' | 'last') => void) | undefined;
}

/** What is done to an order now and then. */
export function OrderMenu({ order, onMove }: OrderMenuProps) {
  const { t } = useTranslation('queue');
  const pause = useAction('generate.pause');
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          icon={MoreHorizontal}
          size="sm"
          label={t('more', { prompt: order.request.prompt })}
        />
      }
    >
      <MenuItem icon={ArrowUpToLine} disabled={!onMove} onSelect={() => onMove?.('first')}>
        {t('moveFirst')}
      </MenuItem>
      <MenuItem icon={ArrowDownToLine} disabled={!onMove} onSelect={() => onMove?.('last')}>
        {t('moveLast')}
      </MenuItem>
      <MenuItem icon={PauseCircle} onSelect={() => pause.mutate({ allBut: order.id })}>
        {t('pauseOthers')}
      </MenuItem>
    </Menu>
  );
}
