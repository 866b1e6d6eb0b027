import { Music, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AtelierError } from '../../../contract/errors.ts';
import { useFormat } from '../../i18n/format.ts';
import { sendInput } from '../../transport/media.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Slider } from '../../ui/slider.tsx';
import { tellError } from '../undo/tell-error.ts';
import { useVideo } from './video-state.ts';

/** The sound under a film: a file, and how it comes and goes. It is repeated or cut to the length of the film. */
export function SoundField({ id }: { id: string }) {
  const { t } = useTranslation('video');
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const { draft, set } = useVideo();
  const [isSending, setSending] = useState(false);
  const words = t(isSending ? 'soundSending' : draft.sound ? 'soundOther' : 'soundFile');
  const take = async (file: File | undefined) => {
    if (!file) return;
    setSending(true);
    try {
      const { sha256, width } = await sendInput(file);
      if (width > 0) throw new AtelierError('unsupported_media', 'This is no sound.');
      set({ sound: { file: sha256, name: file.name } });
    } catch (error) {
      tellError(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex min-w-0 items-center gap-2">
        <Button
          id={id}
          size="sm"
          icon={Music}
          disabled={isSending}
          // It is called as it reads, not as the field that it stands in.
          aria-label={words}
          onClick={() => input.current?.click()}
        >
          {words}
        </Button>
        {draft.sound && (
          <>
            <span className="min-w-0 flex-1 truncate" title={draft.sound.name}>
              {draft.sound.name}
            </span>
            <IconButton
              size="sm"
              icon={X}
              label={t('soundRemove')}
              onClick={() => set({ sound: null })}
            />
          </>
        )}
      </div>
      {draft.sound ? (
        <div className="flex items-center gap-2">
          <span aria-hidden className="text-muted shrink-0 text-sm">
            {t('fade')}
          </span>
          <Slider
            label={t('fade')}
            value={draft.fade}
            min={0}
            max={5}
            step={0.5}
            valueText={t('seconds', { count: draft.fade })}
            onChange={(fade) => set({ fade })}
          />
          <span aria-hidden className="tabular text-muted w-10 text-right text-sm">
            {format.number(draft.fade)} s
          </span>
        </div>
      ) : (
        <p className="text-muted text-sm">{t('soundHint')}</p>
      )}
      <input
        ref={input}
        type="file"
        accept="audio/*,.mp3,.m4a,.wav,.ogg"
        hidden
        aria-label={t('soundFile')}
        onChange={({ target }) => {
          void take(target.files?.[0]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
    </div>
  );
}
