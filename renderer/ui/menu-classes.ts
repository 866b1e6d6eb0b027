/** The look that a dropdown and a context menu share. */
export const MENU_CONTENT =
  'z-50 max-h-(--radix-popper-available-height) min-w-48 animate-pop overflow-y-auto rounded-lg bg-raised p-1 shadow-float';
export const MENU_ITEM =
  'relative flex min-h-8 items-center gap-2.5 rounded-md px-2.5 py-1 outline-none data-disabled:opacity-50 data-highlighted:bg-press data-[state=open]:bg-press';
export const MENU_DANGER = 'text-danger data-highlighted:bg-danger-soft';
export const MENU_SEPARATOR = 'mx-1 my-1 h-px bg-line';
