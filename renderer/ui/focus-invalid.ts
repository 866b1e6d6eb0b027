/** After a form was refused: puts the focus on its first field that is marked as invalid, once it is marked. */
export function focusFirstInvalid(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
