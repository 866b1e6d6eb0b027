import { Copy, RefreshCw, Shuffle, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../contract/recipe.ts';
import { useFormat } from '../../i18n/format.ts';
import { useModelName } from '../prompt/model-words.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { copyText, generateAgain, recall } from '../recipe/recipe-acts.ts';
import { FieldList, FieldRow, Part } from './field-list.tsx';

/** How a picture was made, and the ways to make it, or one like it, again. */
export function RecipePart({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation(['inspector', 'common']);
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
          <Button size="sm" icon={RefreshCw} onClick={() => recall(recipe, true)}>
            {t('recall')}
          </Button>
          <Button size="sm" icon={Shuffle} onClick={() => recall(recipe, false)}>
            {t('recallNewSeed')}
          </Button>
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
        </FieldList>
      </Part>
    </>
  );
}
