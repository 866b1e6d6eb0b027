import { create } from 'zustand';

export type HelpDialog =
  | 'enhance'
  | 'polish'
  | 'detail'
  | 'translate'
  | 'similar'
  | 'history'
  | 'template';

interface HelpState {
  readonly dialog: HelpDialog | null;
  /** The chips of tokens and what the prompt becomes stand under the bar. */
  readonly tokensOpen: boolean;
  open: (dialog: HelpDialog | null) => void;
  toggleTokens: () => void;
}

/** What helps with the prompt now. */
export const usePromptHelp = create<HelpState>()((set) => ({
  dialog: null,
  tokensOpen: false,
  open: (dialog) => set({ dialog }),
  toggleTokens: () => set(({ tokensOpen }) => ({ tokensOpen: !tokensOpen })),
}));
