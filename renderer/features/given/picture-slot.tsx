import { ImagePlus, Images, LoaderCircle, X } from 'lucide-react';
import { type ClipboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mediaUrl } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useFileDrop } from '../drag/use-file-drop.ts';
import { PicturePicker } from '../generators/fields/picture-picker.tsx';

interface PictureSlotProps {
  readonly sha256: string | null;
  readonly onChange: (sha256: string | null) => void;
  /** Takes a file from outside; undefined after it said why it could not. */
  readonly take: (file: File) => Promise<string | undefined>;
}

/** A picture dropped, pasted, from a file or from the library. */
export function PictureSlot({ sha256, onChange, take }: PictureSlotProps) {
  const { t } = useTranslation('generators');
  const place = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const hint = useId();
  const [isSending, setSending] = useState(false);
  const [isPicking, setPicking] = useState(false);

  const send = async ([file]: readonly File[]) => {
    if (!file) return;
    setSending(true);
    const taken = await take(file).finally(() => setSending(false));
    if (taken !== undefined) onChange(taken);
  };
  const isOver = useFileDrop(place, (files) => void send(files));
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void send(files);
  };
  return (
    <div
      ref={place}
      onPaste={onPaste}
      className={cx(
        'ring-edge flex items-center gap-3 rounded-md p-2 ring-1 ring-inset',
        isOver && 'bg-accent-soft ring-accent',
      )}
    >
      {sha256 === null ? (
        <span className="bg-hover text-icon grid size-16 shrink-0 place-items-center rounded-sm">
          {isSending ? (
            <LoaderCircle aria-hidden className="size-5 animate-spin" />
          ) : (
            <ImagePlus aria-hidden className="size-5" />
          )}
        </span>
      ) : (
        <img
          src={mediaUrl(sha256, 256)}
          alt={t('picture.chosen')}
          className="size-16 shrink-0 rounded-sm object-cover"
        />
      )}
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        {sha256 === null && (
          <p id={hint} aria-live="polite" className="text-muted text-sm">
            {t(isSending ? 'picture.sending' : 'picture.drop')}
          </p>
        )}
        <div className="flex flex-wrap gap-1.5">
          <Button
            ref={choose}
            size="sm"
            icon={ImagePlus}
            aria-disabled={isSending}
            {...(sha256 === null && { 'aria-describedby': hint })}
            onClick={() => !isSending && input.current?.click()}
          >
            {t('picture.file')}
          </Button>
          <Button
            size="sm"
            icon={Images}
            aria-disabled={isSending}
            onClick={() => !isSending && setPicking(true)}
          >
            {t('picture.library')}
          </Button>
        </div>
      </div>
      {sha256 !== null && (
        <IconButton
          icon={X}
          label={t('picture.remove')}
          onClick={() => {
            // This button goes with the picture.
            choose.current?.focus();
            onChange(null);
          }}
        />
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={({ target }) => {
          void send([...(target.files ?? [])]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
      {isPicking && (
        <PicturePicker
          onPick={(picked) => {
            onChange(picked);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}
