import { Bell, BellRing, MoreHorizontal, Pause, Play, RotateCcw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../contract/orders.ts';
import { useAction } from '../../data/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useNoticeWish } from '../notices/use-notice-wish.ts';
import { canRetry, isActive } from './summary.ts';
import { canPause, canResume } from './turns.ts';

/** What is done to the queue as a whole (rule Q8). */
export function QueueActions({ orders }: { orders: readonly Order[] }) {
  const { t } = useTranslation('queue');
  const pause = useAction('generate.pause');
  const resume = useAction('generate.resume');
  const cancel = useAction('generate.cancel');
  const retry = useAction('generate.retry');
  const dismiss = useAction('generate.dismiss');
  const ended = orders.filter((order) => !isActive(order));
  const active = orders.filter(isActive);
  const failed = orders.filter((order) => order.jobs.some(canRetry));
  return (
    <>
      {ended.length > 1 && (
        <Button
          size="sm"
          variant="ghost"
          onClick={() => ended.forEach(({ id }) => dismiss.mutate({ orderId: id }))}
        >
          {t('dismissAll')}
        </Button>
      )}
      <NotifyButton />
      {orders.length > 0 && (
        <Menu align="end" trigger={<IconButton icon={MoreHorizontal} label={t('moreAll')} />}>
          <MenuItem
            icon={Pause}
            disabled={!orders.some(canPause)}
            onSelect={() => pause.mutate({ all: true })}
          >
            {t('pauseAll')}
          </MenuItem>
          <MenuItem
            icon={Play}
            disabled={!orders.some(canResume)}
            onSelect={() => resume.mutate({ all: true })}
          >
            {t('resumeAll')}
          </MenuItem>
          <MenuItem
            icon={RotateCcw}
            disabled={failed.length === 0}
            onSelect={() => failed.forEach(({ id }) => retry.mutate({ orderId: id }))}
          >
            {t('retryAll')}
          </MenuItem>
          <MenuItem
            icon={X}
            danger
            disabled={active.length === 0}
            onSelect={() => active.forEach(({ id }) => cancel.mutate({ orderId: id }))}
          >
            {t('cancelEverything')}
          </MenuItem>
        </Menu>
      )}
    </>
  );
}

function NotifyButton() {
  const { t } = useTranslation('queue');
  const { isOn, set } = useNoticeWish();
  return (
    <IconButton
      icon={isOn ? BellRing : Bell}
      label={t(isOn ? 'notifyOff' : 'notifyOn')}
      pressed={isOn}
      onClick={() => set(!isOn)}
    />
  );
}
