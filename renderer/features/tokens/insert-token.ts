/** The text field that had the keyboard last: where a pressed chip goes. */
let last: HTMLTextAreaElement | HTMLInputElement | null = null;

export function tookFocus(field: HTMLTextAreaElement | HTMLInputElement): void {
  last = field;
}

/** Writes into the field that was written in last; at its end where it never was. */
export function insertText(text: string, fallback?: HTMLTextAreaElement | null): void {
  const field = last?.isConnected ? last : fallback;
  if (!field) return;
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  field.focus();
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
