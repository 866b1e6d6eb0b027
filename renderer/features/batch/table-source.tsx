import { ClipboardPaste, FileSpreadsheet, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { CONTROL_CLASSES } from '../../ui/input.tsx';
import { TextareaAutosize } from '../../ui/textarea-autosize.tsx';
import { useFileDrop } from '../drag/use-file-drop.ts';
import { takeTable } from './read-table.ts';

/** Where the rows come from: a file that is chosen or dropped, or a table pasted from anywhere. */
export function TableSource() {
  const { t } = useTranslation('batch');
  const input = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [isReading, setReading] = useState(false);
  const take = async (source: Blob, name: string) => {
    setReading(true);
    await takeTable(source, name);
    setReading(false);
  };
  const takeFile = (file: File | undefined) =>
    file && void take(file, file.name.replace(/\.\w{1,5}$/, ''));
  const isOver = useFileDrop(place, (files) => takeFile(files[0]));
  return (
    <div className="mx-auto flex w-full max-w-form flex-col gap-6 pt-2">
      <div
        ref={place}
        className={cx(
          'bg-panel border-edge flex flex-col items-center gap-3 rounded-lg border border-dashed p-10 text-center transition-colors',
          isOver && 'border-accent bg-accent-soft',
        )}
      >
        <FileSpreadsheet aria-hidden className="text-icon size-10" strokeWidth={1.25} />
        <h2 className="text-md font-semibold">{t('sourceTitle')}</h2>
        <p className="text-muted max-w-120 text-balance">{t('sourceAdvice')}</p>
        <Button
          variant="primary"
          icon={Upload}
          disabled={isReading}
          onClick={() => input.current?.click()}
        >
          {t('chooseFile')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          onChange={({ target }) => {
            takeFile(target.files?.[0]);
            target.value = '';
          }}
        />
      </div>
      <Field label={t('paste')} hint={t('pasteHint')}>
        {(control) => (
          <TextareaAutosize
            {...control}
            rows={5}
            maxRows={14}
            value={text}
            placeholder={t('pasteExample')}
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
            className={cx('px-2.5 py-2 font-mono text-sm', CONTROL_CLASSES)}
          />
        )}
      </Field>
      <Button
        icon={ClipboardPaste}
        disabled={text.trim() === '' || isReading}
        onClick={() => void take(new Blob([text]), t('pasted'))}
        className="self-start"
      >
        {t('usePasted')}
      </Button>
    </div>
  );
}
