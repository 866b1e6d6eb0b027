import { Copy, Flag } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeneratorShelf } from '../../../contract/studio/generators.ts';
import { type CommunityTemplate, ReportReason } from '../../../contract/studio/templates.ts';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { useCategories } from './category-words.ts';
import { applyTemplate, copyTemplate, reportTemplate } from './template-acts.ts';
import { useFormKind } from './template-card.tsx';
import { TemplateWords } from './template-words.tsx';

interface CommunityDialogProps {
  readonly template: CommunityTemplate;
  readonly generators: GeneratorShelf['generators'];
  readonly onClose: () => void;
}

/** What somebody else's template is, in full, before anything is done with it. */
export function CommunityDialog({ template, generators, onClose }: CommunityDialogProps) {
  const { t } = useTranslation('templates');
  const format = useFormat();
  const { wordFor } = useCategories();
  const [isReporting, setReporting] = useState(false);
  const { name, form, uses, author, category, createdAt } = template;
  const kind = useFormKind(generators)(form);
  const facts = [
    kind ?? t('missing'),
    wordFor(category),
    ...(author === null ? [] : [t('by', { author })]),
    format.date(createdAt),
    ...(uses > 0 ? [t('uses', { count: uses })] : []),
  ];
  if (isReporting) return <ReportDialog template={template} onClose={onClose} />;
  const doing = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={name}
      description={facts.join(' · ')}
      isReading
      className="max-w-150"
      footer={
        <>
          <Button
            icon={Flag}
            variant="ghost"
            className="mr-auto"
            onClick={() => setReporting(true)}
          >
            {t('report')}
          </Button>
          <Button icon={Copy} onClick={doing(() => void copyTemplate(template))}>
            {t('copy')}
          </Button>
          <Button
            variant="primary"
            disabled={kind === null}
            onClick={doing(() => applyTemplate(template))}
          >
            {t('useIt')}
          </Button>
        </>
      }
    >
      <TemplateWords template={template} />
    </Dialog>
  );
}

function ReportDialog({ template, onClose }: Omit<CommunityDialogProps, 'generators'>) {
  const { t } = useTranslation('templates');
  const [reason, setReason] = useState<ReportReason>('spam');
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={t('reportTitle', { name: template.name })}
      description={t('reportHint')}
      submitLabel={t('report')}
      onSubmit={() => {
        onClose();
        void reportTemplate(template, reason, note);
      }}
      onClose={onClose}
    >
      <Field label={t('reason')}>
        {(control) => (
          <Select
            {...control}
            value={reason}
            onChange={setReason}
            options={ReportReason.options.map((value) => ({
              value,
              label: t(`reasons.${value}`),
            }))}
          />
        )}
      </Field>
      <Field label={t('note')}>
        {(control) => (
          <TextareaAutosize
            {...control}
            value={note}
            rows={3}
            maxLength={1_000}
            onChange={({ target }) => setNote(target.value)}
            className={cx('px-2.5 py-1.5', CONTROL_CLASSES)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
