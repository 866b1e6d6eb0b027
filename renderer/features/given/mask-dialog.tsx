import { Brush as BrushIcon, Contrast, Eraser, Redo2, Trash2, Undo2 } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '../../state/keys.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Slider } from '../../ui/slider.tsx';
import { takePicture } from './given-acts.ts';
import { MaskCanvas } from './mask-canvas.tsx';
import { maskFile, startOf } from './mask-file.ts';
import { type MaskStep, NO_STEPS, paints, stepBack, stepForth, withStep } from './mask-strokes.ts';
import { usePicture } from './use-picture.ts';

interface MaskDialogProps {
  readonly picture: string;
  /** Painted before. */
  readonly mask: string | null;
  readonly onDone: (mask: string | null) => void;
  readonly onClose: () => void;
}

/** Paints where a picture may change. */
export function MaskDialog({ picture, mask, onDone, onClose }: MaskDialogProps) {
  const { t } = useTranslation(['given', 'common']);
  const image = usePicture(picture);
  const before = usePicture(mask);
  const start = useMemo(
    () => (before instanceof HTMLImageElement ? startOf(before, 'white') : null),
    [before],
  );
  const [history, setHistory] = useState(NO_STEPS);
  const [part, setPart] = useState(0.06);
  const [erases, setErases] = useState(false);
  const [isSending, setSending] = useState(false);
  const isReady = image instanceof HTMLImageElement && (mask === null || before !== null);
  const edge = isReady ? Math.min(image.naturalWidth, image.naturalHeight) : 0;
  const step = (next: MaskStep) => setHistory((now) => withStep(now, next));
  const isPainted = paints(history, start !== null);

  const done = async () => {
    if (!isReady) return;
    if (!isPainted) {
      onDone(null);
      return onClose();
    }
    setSending(true);
    const size = { width: image.naturalWidth, height: image.naturalHeight };
    const taken = await takePicture(await maskFile(size, start, history));
    setSending(false);
    if (!taken) return;
    onDone(taken.sha256);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const press = event.nativeEvent;
    const act = [
      ['mod+shift+z', () => setHistory(stepForth)],
      ['mod+z', () => setHistory(stepBack)],
      ['[', () => setPart((now) => Math.max(0.01, now - 0.01))],
      [']', () => setPart((now) => Math.min(0.3, now + 0.01))],
      ['e', () => setErases((now) => !now)],
      ['i', () => step({ kind: 'invert' })],
    ] as const;
    const found = act.find(([keys]) => matches(keys, press));
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found[1]();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('maskTitle')}
      description={t('maskHint')}
      className="max-w-240"
      onKeyDown={onKeyDown}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" disabled={!isReady || isSending} onClick={() => void done()}>
            {t('useMask')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <Segmented
            label={t('tool')}
            value={erases ? 'erase' : 'paint'}
            onChange={(tool) => setErases(tool === 'erase')}
            options={[
              { value: 'paint', label: t('tools.paint'), icon: BrushIcon },
              { value: 'erase', label: t('tools.erase'), icon: Eraser },
            ]}
          />
          <span className="text-muted text-sm">{t('size')}</span>
          <Slider
            label={t('size')}
            value={Math.round(part * 100)}
            min={1}
            max={30}
            onChange={(value) => setPart(value / 100)}
            className="w-40"
          />
          <span className="ml-auto flex">
            <IconButton
              icon={Undo2}
              label={t('common:undo')}
              shortcut="mod+z"
              disabled={history.done.length === 0}
              onClick={() => setHistory(stepBack)}
            />
            <IconButton
              icon={Redo2}
              label={t('redo')}
              shortcut="mod+shift+z"
              disabled={history.undone.length === 0}
              onClick={() => setHistory(stepForth)}
            />
            <IconButton
              icon={Contrast}
              label={t('invert')}
              shortcut="i"
              onClick={() => step({ kind: 'invert' })}
            />
            <IconButton
              icon={Trash2}
              label={t('clear')}
              disabled={!isPainted}
              onClick={() => step({ kind: 'clear' })}
            />
          </span>
        </div>
        {image === 'failed' && <p role="alert">{t('pictureMissing')}</p>}
        {isReady ? (
          <MaskCanvas
            picture={image}
            start={start}
            history={history}
            brush={{ radius: edge * part, erases }}
            onStep={step}
          />
        ) : (
          image !== 'failed' && <Skeleton className="h-80 w-full" />
        )}
        <p id="mask-keys" className="text-muted text-sm">
          {t('maskKeys')}
        </p>
      </div>
    </Dialog>
  );
}
