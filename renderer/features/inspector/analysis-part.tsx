import { useQuery } from '@tanstack/react-query';
import { RotateCw, ScanEye, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LibraryAsset, Seen } from '../../../contract/assets.ts';
import { isVideo } from '../../../contract/media.ts';
import type { Analysis } from '../../../contract/studio/analysis.ts';
import { query } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Part } from './field-list.tsx';
import { LabelChips } from './label-chips.tsx';

/** What a vision model saw in a picture or film, and the way to have it looked at. */
export function AnalysisPart({ work }: { work: LibraryAsset }) {
  const { t } = useTranslation('inspector');
  const { data: analysis } = useQuery(query('analysis.get', { id: work.id }));
  const ask = useAction('analysis.ask').mutate;
  const { seen } = work;
  if (!analysis) return null;
  const isIdle = analysis.state === 'idle';
  const asked = (again: boolean) => ask({ ids: [work.id], again });
  return (
    <Part
      title={t('analysis.title')}
      aside={
        seen &&
        isIdle &&
        analysis.hasModel && (
          <IconButton
            icon={RotateCw}
            size="sm"
            label={t('analysis.again')}
            onClick={() => asked(true)}
          />
        )
      }
    >
      {seen && <SeenWords seen={seen} />}
      {(!seen || !isIdle) && (
        <Progress
          work={work}
          analysis={analysis}
          // What is tried again was asked for as it was: anew where there is something already.
          onAsk={() => asked(seen !== null)}
        />
      )}
    </Part>
  );
}

/** Above it a picture is for adults, as the backend has it too. */
const ADULT = 0.7;
const DOUBTFUL = 0.3;

function SeenWords({ seen: { description, labels, styleTags, nsfwScore } }: { seen: Seen }) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  return (
    <>
      {description !== null && (
        <p dir="auto" className="max-h-40 overflow-y-auto">
          {description}
        </p>
      )}
      <LabelChips name={t('analysis.labels')} labels={labels} />
      <LabelChips name={t('analysis.styles')} labels={styleTags} quiet />
      {nsfwScore !== null && (
        <p className="text-muted text-sm">
          {t(
            nsfwScore >= ADULT
              ? 'analysis.adult'
              : nsfwScore >= DOUBTFUL
                ? 'analysis.doubtful'
                : 'analysis.safe',
            { score: format.percent(nsfwScore) },
          )}
        </p>
      )}
    </>
  );
}

interface ProgressProps {
  readonly work: LibraryAsset;
  readonly analysis: Analysis;
  readonly onAsk: () => void;
}

/** How far it is, and what can be done about it. */
function Progress({ work, analysis, onAsk }: ProgressProps) {
  const { t } = useTranslation('inspector');
  const words = useErrorWords();
  const cancel = useAction('analysis.cancel').mutate;
  const { state, error, hasModel } = analysis;
  if (!hasModel || error?.code === 'not_available') return <NeedsModel />;
  switch (state) {
    case 'idle':
      return (
        <Said text={t(isVideo(work.mime) ? 'analysis.hintFilm' : 'analysis.hint')}>
          <Button icon={ScanEye} onClick={onAsk}>
            {t('analysis.ask')}
          </Button>
        </Said>
      );
    case 'failed':
      return (
        <Said text={words(error).sentence} isAlert>
          <Button icon={RotateCw} onClick={onAsk}>
            {t('analysis.retry')}
          </Button>
        </Said>
      );
    case 'waiting':
      return (
        <div className="flex items-start gap-2">
          <output className="text-muted min-w-0 flex-1">
            {error ? words(error).title : t('analysis.waiting')}
          </output>
          <IconButton
            icon={X}
            size="sm"
            label={t('analysis.cancel')}
            onClick={() => cancel({ ids: [work.id] })}
          />
        </div>
      );
    case 'asking':
      return <output className="text-muted">{t('analysis.asking')}</output>;
  }
}

function NeedsModel() {
  const { t } = useTranslation('inspector');
  const showSettings = useView((view) => view.showSettings);
  return (
    <Said text={t('analysis.needsModel')}>
      <Button onClick={() => showSettings('keys')}>{t('analysis.openKeys')}</Button>
    </Said>
  );
}

function Said({
  text,
  isAlert = false,
  children,
}: {
  text: string;
  isAlert?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-2.5" {...(isAlert && { role: 'alert' })}>
      <p className="text-muted text-sm">{text}</p>
      {children}
    </div>
  );
}
