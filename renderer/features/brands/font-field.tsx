import { FileUp, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BUNDLED_FONTS, BundledFont, type FontId } from '../../../contract/fonts.ts';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { takeFont } from './brand-acts.ts';
import { useOwnFonts } from './brand-state.ts';

interface FontFieldProps {
  readonly label: string;
  readonly font: FontId;
  readonly onChange: (font: FontId) => void;
}

/** A font of the program's, or a file of one's own. */
export function FontField({ label, font, onChange }: FontFieldProps) {
  const { t } = useTranslation('brands');
  const input = useRef<HTMLInputElement>(null);
  const [isSending, setSending] = useState(false);
  const own = useOwnFonts().data ?? [];
  const bundled = BundledFont.options.map((value) => ({
    value: value as FontId,
    label: BUNDLED_FONTS[value].name,
  }));
  const others = own.map(({ id, name, isUnreadable }) => ({
    value: id,
    label: name,
    hint: t(isUnreadable ? 'fontBroken' : 'fontOwn'),
  }));
  const isHere = [...bundled, ...others].some(({ value }) => value === font);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setSending(true);
    const taken = await takeFont(file).finally(() => setSending(false));
    if (taken) onChange(taken.id);
  };
  return (
    <Field label={label}>
      {({ id }) => (
        <div className="flex items-center gap-1">
          <Select<FontId>
            id={id}
            value={font}
            onChange={onChange}
            options={[
              ...(isHere ? [] : [{ value: font, label: t('fontGone') }]),
              ...bundled,
              ...others,
            ]}
          />
          <IconButton
            icon={isSending ? LoaderCircle : FileUp}
            label={t('fontFile')}
            disabled={isSending}
            onClick={() => input.current?.click()}
          />
          <input
            ref={input}
            type="file"
            accept=".ttf,.otf,.woff2,font/ttf,font/otf,font/woff2"
            hidden
            aria-label={`${label}: ${t('fontFile')}`}
            onChange={({ target }) => {
              void take(target.files?.[0]);
              // The same file can be chosen again.
              target.value = '';
            }}
          />
        </div>
      )}
    </Field>
  );
}
