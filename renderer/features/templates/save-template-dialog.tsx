import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template, TemplateForm } from '../../../contract/studio/templates.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { CONTROL_CLASSES, Input } from '../../ui/input.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { useCategories } from './category-words.ts';
import { changeTemplate, saveTemplate } from './template-acts.ts';

interface SaveTemplateDialogProps {
  readonly form: TemplateForm;
  readonly name: string;
  readonly category: string;
  /** A picture that the form made. */
  readonly preview: string | null;
  /** One that is changed instead of made. */
  readonly template?: Template;
  readonly onClose: () => void;
}

/** Names a form that is kept. */
export function SaveTemplateDialog(props: SaveTemplateDialogProps) {
  const { form, preview, template, onClose } = props;
  const { t } = useTranslation('templates');
  const { wordFor, meantBy } = useCategories();
  const [name, setName] = useState(template?.name ?? props.name);
  const [category, setCategory] = useState(wordFor(template?.category ?? props.category));
  const [description, setDescription] = useState(template?.description ?? '');
  const [isPublic, setPublic] = useState(template?.isPublic ?? false);
  const isReady = name.trim() !== '' && category.trim() !== '';
  const submit = () => {
    if (!isReady) return;
    const fields = { name, category: meantBy(category), description, isPublic };
    onClose();
    void (template
      ? changeTemplate(template.id, fields)
      : saveTemplate({ ...fields, form, preview }));
  };
  return (
    <FormDialog
      title={t(template ? 'edit' : 'save')}
      {...(!template && { description: t('saveHint') })}
      submitLabel={t('saveButton')}
      isDisabled={!isReady}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={t('name')}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={120}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field label={t('category')}>
        {(control) => (
          <Input
            {...control}
            value={category}
            maxLength={60}
            onChange={({ target }) => setCategory(target.value)}
          />
        )}
      </Field>
      <Field label={t('description')}>
        {(control) => (
          <TextareaAutosize
            {...control}
            value={description}
            rows={2}
            maxLength={2_000}
            onChange={({ target }) => setDescription(target.value)}
            className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
          />
        )}
      </Field>
      <div className="flex items-center gap-2">
        <Checkbox id="template-public" checked={isPublic} onChange={setPublic} />
        <label htmlFor="template-public">{t('isPublic')}</label>
      </div>
    </FormDialog>
  );
}
