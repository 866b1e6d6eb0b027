import { useQueryClient } from '@tanstack/react-query';
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/studio/settings.ts';
import { useSettings } from '../../data/hooks.ts';
import { keyOf } from '../../data/query.ts';
import { useAction } from '../../data/use-action.ts';

/** Changes settings at once; what the studio did not take goes back to how it was, with a word about it. */
export function useSettingsUpdate(): {
  settings: Settings;
  update: (patch: Partial<Settings>) => void;
} {
  const client = useQueryClient();
  const settings = useSettings().data ?? DEFAULT_SETTINGS;
  const { mutate } = useAction('settings.update');
  return {
    settings,
    update(patch) {
      client.setQueryData<Settings>(keyOf('settings.get'), { ...settings, ...patch });
      mutate(patch, {
        onError: () => void client.invalidateQueries({ queryKey: keyOf('settings.get') }),
      });
    },
  };
}
