import {
  BookmarkPlus,
  Braces,
  History,
  Languages,
  ListMinus,
  ListPlus,
  PenLine,
  Sparkles,
  Text,
  WandSparkles,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/actions.ts';
import { usePrompt } from '../../state/prompt.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { notify } from '../../ui/toast.tsx';
import { SaveTemplateDialog } from '../templates/save-template-dialog.tsx';
import { EnhanceDialog } from './enhance-dialog.tsx';
import { type HelpDialog, usePromptHelp } from './enhance-state.ts';
import { HistoryDialog } from './history-dialog.tsx';
import { NEGATIVE_PRESETS, QUALITY_PRESETS, withPreset } from './presets.ts';
import { RewriteDialog } from './rewrite-dialog.tsx';
import { SimilarDialog } from './similar-dialog.tsx';
import { writePrompt } from './write-prompt.ts';

const QUALITIES = Object.keys(QUALITY_PRESETS) as (keyof typeof QUALITY_PRESETS)[];
const NEGATIVES = Object.keys(NEGATIVE_PRESETS) as (keyof typeof NEGATIVE_PRESETS)[];

interface PromptHelpProps {
  readonly prompt: string;
  /** Whether the model takes words to leave out. */
  readonly hasNegative: boolean;
}

/** What helps with the words of a prompt: a menu in the bar, and the dialogs that it opens. */
export function PromptHelp({ prompt, hasNegative }: PromptHelpProps) {
  const { t } = useTranslation('enhance');
  const { open, tokensOpen, toggleTokens } = usePromptHelp();
  const { negativePrompt } = usePrompt((state) => state.draft);
  /** All but the history need words to begin with. */
  const start = (dialog: HelpDialog) => {
    if (dialog !== 'history' && prompt.trim() === '') notify({ message: t('empty'), id: 'help' });
    else open(dialog);
  };
  useActions([
    {
      id: 'enhance',
      title: t('title'),
      group: 'make',
      icon: WandSparkles,
      run: () => start('enhance'),
    },
    {
      id: 'translate-prompt',
      title: t('titleTranslate'),
      group: 'make',
      icon: Languages,
      run: () => start('translate'),
    },
    {
      id: 'similar-prompts',
      title: t('similar'),
      group: 'make',
      icon: Sparkles,
      run: () => start('similar'),
    },
    {
      id: 'prompt-history',
      title: t('history'),
      group: 'make',
      icon: History,
      run: () => start('history'),
    },
    {
      id: 'save-template',
      title: t('saveTemplate'),
      group: 'make',
      icon: BookmarkPlus,
      run: () => start('template'),
    },
  ]);
  return (
    <Menu trigger={<IconButton icon={WandSparkles} label={t('help')} />}>
      <MenuItem icon={WandSparkles} onSelect={() => start('enhance')}>
        {t('enhance')}
      </MenuItem>
      <MenuItem icon={PenLine} onSelect={() => start('polish')}>
        {t('polish')}
      </MenuItem>
      <MenuItem icon={Text} onSelect={() => start('detail')}>
        {t('detail')}
      </MenuItem>
      <MenuItem icon={Languages} onSelect={() => start('translate')}>
        {t('translate')}
      </MenuItem>
      <MenuItem icon={Sparkles} onSelect={() => start('similar')}>
        {t('similar')}
      </MenuItem>
      <MenuSeparator />
      {QUALITIES.map((id) => (
        <MenuItem
          key={id}
          icon={ListPlus}
          onSelect={() => writePrompt({ prompt: withPreset(prompt, QUALITY_PRESETS[id]) }, 'added')}
        >
          {t('quality', { preset: t(`presets.${id}`) })}
        </MenuItem>
      ))}
      {hasNegative &&
        NEGATIVES.map((id) => (
          <MenuItem
            key={id}
            icon={ListMinus}
            onSelect={() =>
              writePrompt(
                { negativePrompt: withPreset(negativePrompt, NEGATIVE_PRESETS[id]) },
                'added',
              )
            }
          >
            {t('negative', { preset: t(`presets.${id}`) })}
          </MenuItem>
        ))}
      <MenuSeparator />
      <MenuItem icon={Braces} onSelect={toggleTokens}>
        {t(tokensOpen ? 'tokensOn' : 'tokens')}
      </MenuItem>
      <MenuItem icon={History} onSelect={() => start('history')}>
        {t('history')}
      </MenuItem>
      <MenuItem icon={BookmarkPlus} onSelect={() => start('template')}>
        {t('saveTemplate')}
      </MenuItem>
    </Menu>
  );
}

/** The dialog that was opened, over whichever screen has the bar. */
export function PromptHelpDialogs({ prompt }: { prompt: string }) {
  const { dialog, open } = usePromptHelp();
  const { draft } = usePrompt();
  const close = () => open(null);
  switch (dialog) {
    case 'enhance':
      return <EnhanceDialog prompt={prompt} onClose={close} />;
    case 'polish':
    case 'detail':
    case 'translate':
      return <RewriteDialog prompt={prompt} strategy={dialog} onClose={close} />;
    case 'similar':
      return <SimilarDialog prompt={prompt} onClose={close} />;
    case 'history':
      return <HistoryDialog onClose={close} />;
    case 'template':
      return (
        <SaveTemplateDialog
          form={{
            kind: 'prompt',
            prompt,
            negativePrompt: draft.negativePrompt,
            aspectRatio: draft.aspectRatio,
            quality: draft.quality,
            format: draft.format,
            count: draft.count,
            ...(draft.model !== null && { model: draft.model }),
            ...(/^\d{1,10}$/.test(draft.seed) && { seed: Number(draft.seed) }),
          }}
          name={prompt.trim().split(/\s+/).slice(0, 6).join(' ').slice(0, 120)}
          category="prompt"
          preview={null}
          onClose={close}
        />
      );
    case null:
      return null;
  }
}
