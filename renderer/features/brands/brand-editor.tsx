import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  BRAND_COLOURS,
  type BrandFields,
  contrast,
  type Corner,
  CORNERS,
} from '../../../contract/brands.ts';
import { Button } from '../../ui/button.tsx';
import { ColourInput } from '../../ui/colour-input.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { PictureSlot } from '../given/picture-slot.tsx';
import { removeBrand, saveBrand, takeLogo } from './brand-acts.ts';
import { type BrandDraft, useBrandEditor, useBrands } from './brand-state.ts';
import { FontField } from './font-field.tsx';

interface BrandEditorProps {
  readonly draft: BrandDraft;
  /** The brand was saved, or removed and none is chosen. */
  readonly onChosen: (brandId: string | null) => void;
}

/** A brand's name, colours, fonts and logo. What is being made shows them as they are now. */
export function BrandEditor({ draft, onChosen }: BrandEditorProps) {
  const { t } = useTranslation(['brands', 'common']);
  const { change, end } = useBrandEditor();
  const known = useBrands().data?.find(({ id }) => id === draft.id);
  const [isSaving, setSaving] = useState(false);
  const [tried, setTried] = useState(false);
  const place = useRef<HTMLFieldSetElement>(null);
  // It unfolds below what asked for it, perhaps out of sight, and begins with its name.
  useEffect(() => {
    place.current?.querySelector('input')?.focus();
    place.current?.scrollIntoView({ block: 'start' });
  }, []);
  const isNameless = draft.name.trim() === '';
  const save = async () => {
    setTried(true);
    if (isNameless) return;
    setSaving(true);
    const saved = await saveBrand(draft);
    setSaving(false);
    if (!saved) return;
    onChosen(saved.id);
    end();
  };
  const remove = async () => {
    if (!known) return;
    end();
    onChosen(null);
    await removeBrand(known, () => onChosen(known.id));
  };
  return (
    <fieldset
      ref={place}
      className="scroll-mt-4 bg-panel ring-line flex min-w-0 flex-col gap-4 rounded-lg p-4 ring-1 ring-inset"
    >
      <legend className="sr-only">{t(draft.id === null ? 'add' : 'editOne')}</legend>
      <Field label={t('name')} error={tried && isNameless && t('nameNeeded')}>
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            maxLength={120}
            placeholder={t('namePlaceholder')}
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <Colours colours={draft.colours} onChange={(colours) => change({ colours })} />
      <FontField
        label={t('titleFont')}
        font={draft.titleFont}
        onChange={(titleFont) => change({ titleFont })}
      />
      <FontField
        label={t('bodyFont')}
        font={draft.bodyFont}
        onChange={(bodyFont) => change({ bodyFont })}
      />
      <Logo draft={draft} onChange={change} />
      <div className="flex flex-wrap items-center justify-end gap-2">
        {known && (
          <Button variant="ghost" icon={Trash2} className="mr-auto" onClick={() => void remove()}>
            {t('remove')}
          </Button>
        )}
        <Button variant="ghost" onClick={end}>
          {t('common:cancel')}
        </Button>
        <Button disabled={isSaving} onClick={() => void save()}>
          {t('save')}
        </Button>
      </div>
    </fieldset>
  );
}

/** Below it large words are hard to read on their ground (WCAG 2.2, 1.4.3). */
const LEAST_CONTRAST = { title: 3, body: 4.5 } as const;

function Colours({
  colours,
  onChange,
}: {
  colours: BrandFields['colours'];
  onChange: (colours: BrandFields['colours']) => void;
}) {
  const { t } = useTranslation('brands');
  const faint = (['title', 'body'] as const).filter(
    (part) => contrast(colours[part], colours.background) < LEAST_CONTRAST[part],
  );
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-2">
        {BRAND_COLOURS.map((colour) => (
          <ColourInput
            key={colour}
            label={t(`colours.${colour}`)}
            value={colours[colour]}
            onChange={(value) => onChange({ ...colours, [colour]: value })}
          />
        ))}
      </div>
      {faint.map((part) => (
        <p key={part} role="note" className="text-warning text-sm">
          {t(`faint.${part}`)}
        </p>
      ))}
    </div>
  );
}

function Logo({
  draft,
  onChange,
}: {
  draft: BrandDraft;
  onChange: (patch: Partial<BrandFields>) => void;
}) {
  const { t } = useTranslation('brands');
  return (
    <>
      <Field isGroup label={t('logo')} hint={draft.logo === null ? t('logoHint') : undefined}>
        {() => (
          <PictureSlot
            sha256={draft.logo}
            onChange={(logo) => onChange({ logo })}
            take={takeLogo}
          />
        )}
      </Field>
      {draft.logo !== null && (
        <Field label={t('corner')}>
          {({ id }) => (
            <Select<Corner>
              id={id}
              value={draft.corner}
              onChange={(corner) => onChange({ corner })}
              options={CORNERS.map((value) => ({ value, label: t(`corners.${value}`) }))}
            />
          )}
        </Field>
      )}
    </>
  );
}
