import { ChevronDown, Copy, Quote, RefreshCw, Shuffle, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import { useFormat } from '../../i18n/format.ts';
import { NUMBERS } from '../prompt/form.ts';
import { useModelName } from '../prompt/model-words.ts';
import { SHORTCUTS } from '../../state/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { copyText } from '../clipboard/copy.ts';
import { generateAgain, recall } from '../recipe/recipe-acts.ts';
import { FieldList, FieldRow, Part } from './field-list.tsx';

/** How a picture was made, and the ways to make it, or one like it, again. */
export function RecipePart({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation(['inspector', 'common', 'prompt']);
  const format = useFormat();
  const nameOf = useModelName();
  const { seed } = recipe;
  return (
    <>
      <Part
        title={t('prompt')}
        aside={
          <IconButton
            icon={Copy}
            size="sm"
            label={t('copyPrompt')}
            onClick={() => void copyText(recipe.prompt, 'prompt')}
          />
        }
      >
        <p
          className="max-h-56 overflow-y-auto wrap-break-word whitespace-pre-wrap"
          data-selectable
          dir="auto"
        >
          {recipe.prompt}
        </p>
        {recipe.negativePrompt && (
          <div>
            <h4 className="text-muted mb-1 text-sm font-medium">{t('negative')}</h4>
            <p className="wrap-break-word whitespace-pre-wrap" data-selectable dir="auto">
              {recipe.negativePrompt}
            </p>
          </div>
        )}
        <div className="mt-1 flex flex-wrap gap-2">
          <RecallMenu recipe={recipe} />
          <Button size="sm" icon={Sparkles} onClick={() => void generateAgain(recipe)}>
            {t('again')}
          </Button>
        </div>
      </Part>
      <Part title={t('settings')}>
        <FieldList>
          <FieldRow name={t('model')}>{nameOf(recipe.model, recipe.modelName)}</FieldRow>
          {seed !== undefined && (
            <FieldRow
              name={t('seed')}
              copy={{ label: t('copySeed'), run: () => void copyText(`${seed}`, 'seed') }}
            >
              {seed}
            </FieldRow>
          )}
          <FieldRow name={t('ratio')}>{recipe.aspectRatio}</FieldRow>
          <FieldRow name={t('size')}>{format.size(recipe.size.width, recipe.size.height)}</FieldRow>
          <FieldRow name={t('quality')}>{t(`common:qualities.${recipe.quality}`)}</FieldRow>
          <FieldRow name={t('format')}>{t(`common:formats.${recipe.format}`)}</FieldRow>
          {NUMBERS.map((name) => {
            const value = recipe[name];
            return (
              value !== undefined && (
                <FieldRow key={name} name={t(`prompt:numbers.${name}`)}>
                  {format.number(value)}
                </FieldRow>
              )
            );
          })}
          {recipe.loras && recipe.loras.length > 0 && (
            <FieldRow name={t('prompt:loras.label')}>
              {recipe.loras.map(({ id, scale }) => `${id} × ${format.number(scale)}`).join(', ')}
            </FieldRow>
          )}
        </FieldList>
      </Part>
    </>
  );
}

const PARTS = [
  { part: 'all', word: 'recall', icon: RefreshCw, shortcut: SHORTCUTS.recall.keys },
  { part: 'newSeed', word: 'recallNewSeed', icon: Shuffle, shortcut: SHORTCUTS.recallNewSeed.keys },
  { part: 'prompt', word: 'recallPrompt', icon: Quote, shortcut: undefined },
] as const;

/** All at a press, or a part from the menu beside it. */
function RecallMenu({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation('inspector');
  return (
    <div className="flex">
      <Button
        size="sm"
        icon={RefreshCw}
        onClick={() => recall(recipe, 'all')}
        className="rounded-r-none"
      >
        {t('recall')}
      </Button>
      <Menu
        trigger={
          <IconButton
            icon={ChevronDown}
            size="sm"
            variant="secondary"
            label={t('recallParts')}
            className="rounded-l-none border-l-0"
          />
        }
      >
        {PARTS.map(({ part, word, icon, shortcut }) => (
          <MenuItem
            key={part}
            icon={icon}
            shortcut={shortcut}
            onSelect={() => recall(recipe, part)}
          >
            {t(word)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
