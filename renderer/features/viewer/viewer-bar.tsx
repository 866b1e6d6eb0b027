import { ChevronLeft, ChevronRight, Minus, Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { type Command, keysOf } from '../grid/command.ts';
import { MoreMenu } from '../grid/command-menus.tsx';
import { OriginBadge } from './origin-badge.tsx';
import { type useCamera, ZOOM_STEP } from './use-camera.ts';
import { isVideo, type ViewedWork } from './viewed-work.ts';

interface ViewerBarProps {
  readonly work: ViewedWork;
  readonly name: string;
  /** "3 of 128" */
  readonly position: string;
  readonly camera: ReturnType<typeof useCamera>;
  readonly commands: readonly Command[];
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onClose: () => void;
}

/** Over the picture: what it is, how close it is, what can be done, and the way back. */
export function ViewerBar(props: ViewerBarProps) {
  const { t } = useTranslation(['viewer', 'common']);
  const { work, commands } = props;
  const others = commands.filter(({ id }) => id !== 'open');
  const main = others.filter(({ id }) =>
    ['favorite', 'save', 'recall', 'trash', 'discard'].includes(id),
  );
  return (
    <div className="bg-panel border-line flex h-12 shrink-0 items-center gap-3 border-b px-3">
      <div className="flex items-center">
        <IconButton
          icon={ChevronLeft}
          label={t('previous')}
          shortcut="left"
          tooltipSide="bottom"
          disabled={!props.onPrevious}
          onClick={props.onPrevious}
        />
        <IconButton
          icon={ChevronRight}
          label={t('next')}
          shortcut="right"
          tooltipSide="bottom"
          disabled={!props.onNext}
          onClick={props.onNext}
        />
      </div>
      <span className="text-muted tabular shrink-0 text-sm whitespace-nowrap">
        {props.position}
      </span>
      <OriginBadge recipe={work.recipe} />
      <p className="min-w-0 flex-1 truncate" title={props.name}>
        {props.name}
      </p>
      {!isVideo(work) && <ZoomControls camera={props.camera} />}
      <div className="flex items-center">
        {main.map((command) => (
          <IconButton
            key={command.id}
            icon={command.icon}
            label={command.label}
            shortcut={keysOf(command)}
            tooltipSide="bottom"
            onClick={() => command.run([work.id])}
          />
        ))}
        <MoreMenu size="md" commands={others} ids={[work.id]} />
        <IconButton
          icon={X}
          label={t('common:close')}
          shortcut="escape"
          tooltipSide="bottom"
          onClick={props.onClose}
        />
      </div>
    </div>
  );
}

function ZoomControls({ camera }: Pick<ViewerBarProps, 'camera'>) {
  const { t } = useTranslation('viewer');
  const format = useFormat();
  const isActual = Math.abs(camera.camera.scale - 1) < 0.001;
  return (
    <div className="flex shrink-0 items-center">
      <IconButton
        icon={Minus}
        label={t('zoomOut')}
        shortcut="-"
        tooltipSide="bottom"
        onClick={() => camera.zoomBy(1 / ZOOM_STEP)}
      />
      <Button
        variant="ghost"
        className="tabular w-14 px-0"
        aria-label={isActual ? t('zoomFit') : t('zoomActual')}
        onClick={() => (isActual ? camera.fit() : camera.zoomTo(1))}
      >
        {format.percent(camera.camera.scale)}
      </Button>
      <IconButton
        icon={Plus}
        label={t('zoomIn')}
        shortcut="+"
        tooltipSide="bottom"
        onClick={() => camera.zoomBy(ZOOM_STEP)}
      />
    </div>
  );
}
