import { ImagePlus, Images, LoaderCircle, X } from 'lucide-react';
import { type ClipboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { importFile, mediaUrl } from '../../../transport/media.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import type { FieldControl } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { notify } from '../../../ui/toast.tsx';
import { useFileDrop } from '../../drag/use-file-drop.ts';
import { refreshKeys } from '../../undo/attempt.ts';
import { tellError } from '../../undo/tell-error.ts';
import type { FieldViewProps } from './field-view.tsx';
import { PicturePicker } from './picture-picker.tsx';

/** A picture dropped, pasted, from a file or from the library. One from outside is imported: it is kept. */
export function PictureField({
  control,
  value,
  onChange,
}: FieldViewProps & { readonly control: FieldControl }) {
  const { t } = useTranslation('generators');
  const place = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [isSending, setSending] = useState(false);
  const [isPicking, setPicking] = useState(false);
  const sha256 = typeof value === 'object' && 'sha256' in value ? value.sha256 : null;

  const take = async ([file]: readonly File[]) => {
    if (!file) return;
    setSending(true);
    try {
      const work = await importFile(file);
      if (work) onChange({ sha256: work.sha256 });
      else notify({ message: t('picture.failed'), tone: 'danger', id: 'picture' });
      await refreshKeys([['library']]);
    } catch (error) {
      tellError(error);
    } finally {
      setSending(false);
    }
  };
  const isOver = useFileDrop(place, (files) => void take(files));
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void take(files);
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
          alt=""
          className="size-16 shrink-0 rounded-sm object-cover"
        />
      )}
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        {sha256 === null && (
          <p className="text-muted text-sm">{t(isSending ? 'picture.sending' : 'picture.drop')}</p>
        )}
        <div className="flex flex-wrap gap-1.5">
          <Button
            id={control.id}
            size="sm"
            icon={ImagePlus}
            disabled={isSending}
            onClick={() => input.current?.click()}
          >
            {t('picture.file')}
          </Button>
          <Button size="sm" icon={Images} disabled={isSending} onClick={() => setPicking(true)}>
            {t('picture.library')}
          </Button>
        </div>
      </div>
      {sha256 !== null && (
        <IconButton icon={X} label={t('picture.remove')} onClick={() => onChange(undefined)} />
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={({ target }) => {
          void take([...(target.files ?? [])]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
      {isPicking && (
        <PicturePicker
          onPick={(picked) => {
            onChange({ sha256: picked });
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}
