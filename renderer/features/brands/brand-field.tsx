import { Pencil, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Brand } from '../../../contract/brands.ts';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { BrandEditor } from './brand-editor.tsx';
import { useBrandEditor, useBrandLook, useBrands, useFontNotes } from './brand-state.ts';

interface BrandFieldProps {
  readonly brandId: string | null;
  readonly onChange: (brandId: string | null) => void;
}

const NONE = 'none';

/** The brand that something is made in; brands are made and edited beneath it, seen on what is being made. */
export function BrandField({ brandId, onChange }: BrandFieldProps) {
  const { t } = useTranslation('brands');
  const brands = useBrands().data ?? [];
  const { draft, begin } = useBrandEditor();
  const chosen = brands.find(({ id }) => id === brandId);
  return (
    <div className="flex flex-col gap-3">
      <Field label={t('brand')} hint={chosen || draft ? undefined : t('brandHint')}>
        {({ id }) => (
          <div className="flex items-center gap-1">
            <Select
              id={id}
              value={chosen?.id ?? NONE}
              disabled={draft !== null}
              onChange={(value) => onChange(value === NONE ? null : value)}
              options={[
                { value: NONE, label: t('none') },
                ...brands.map((brand) => ({
                  value: brand.id,
                  label: brand.name,
                  icon: <Swatches brand={brand} />,
                })),
              ]}
            />
            {chosen && (
              <IconButton
                icon={Pencil}
                label={t('edit', { name: chosen.name })}
                disabled={draft !== null}
                onClick={() => begin(chosen)}
              />
            )}
            <IconButton
              icon={Plus}
              label={t('add')}
              disabled={draft !== null}
              onClick={() => begin(null)}
            />
          </div>
        )}
      </Field>
      <FontNotes brandId={brandId} />
      {draft && <BrandEditor draft={draft} onChosen={onChange} />}
    </div>
  );
}

function Swatches({ brand: { colours } }: { brand: Brand }) {
  return (
    <span aria-hidden className="ring-edge flex overflow-hidden rounded-sm ring-1 ring-inset">
      {(['background', 'title', 'accent'] as const).map((part) => (
        <span key={part} className="h-4 w-2" style={{ background: colours[part] }} />
      ))}
    </span>
  );
}

/** Words never wait for a font: where it is not here, that is said. */
function FontNotes({ brandId }: { brandId: string | null }) {
  const { t } = useTranslation('brands');
  return useFontNotes(useBrandLook(brandId)).map((note) => (
    <p
      key={note.kind}
      role="note"
      className={`text-sm ${note.kind === 'coming' ? 'text-muted' : 'text-warning'}`}
    >
      {t(`fontNotes.${note.kind}`)}
      {note.kind === 'refused' && ` ${t(`refusals.${note.reason}`)}`}
    </p>
  ));
}
