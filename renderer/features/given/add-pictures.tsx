import { ImagePlus, Images, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePrompt } from '../../state/prompt.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PicturePicker } from '../generators/fields/picture-picker.tsx';
import { giveFiles, giveReferences, giveSource } from './given-acts.ts';
import { useGiven } from './given-state.ts';

/** Gives the prompt bar pictures from a file or from the library; pasting into the words does too. */
export function AddPictures() {
  const { t } = useTranslation('given');
  const input = useRef<HTMLInputElement>(null);
  const [isPicking, setPicking] = useState(false);
  const pick = (sha256: string) => {
    if (useGiven.getState().source === null) giveSource(sha256, 'vary');
    else giveReferences([sha256]);
    setPicking(false);
    usePrompt.getState().requestFocus();
  };
  return (
    <>
      <Menu trigger={<IconButton icon={ImagePlus} label={t('add')} />}>
        <MenuItem icon={Upload} onSelect={() => input.current?.click()}>
          {t('addFile')}
        </MenuItem>
        <MenuItem icon={Images} onSelect={() => setPicking(true)}>
          {t('addWork')}
        </MenuItem>
      </Menu>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={t('addFile')}
        onChange={({ target }) => {
          void giveFiles([...(target.files ?? [])]);
          // The same file can be chosen again.
          target.value = '';
        }}
      />
      {isPicking && <PicturePicker onPick={pick} onClose={() => setPicking(false)} />}
    </>
  );
}
