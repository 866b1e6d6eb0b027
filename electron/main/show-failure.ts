import { app, dialog } from 'electron';
import type { ErrorBody } from '../../contract/errors.ts';
import type { Words } from './words.ts';

/** Says why the library cannot be opened, then quits: without a studio there is nothing to show. */
export function showFailure(error: ErrorBody, words: Words): void {
  dialog.showErrorBox('Atelier', sentence(error, words));
  app.quit();
}

/** A box that waits for nobody. */
export function showNote(message: string): void {
  void dialog.showMessageBox({ type: 'info', title: 'Atelier', message });
}

function sentence(error: ErrorBody, words: Words): string {
  if (error.code === 'studio_in_use') return words.inUse;
  if (error.code === 'library_newer') return words.newer;
  if (error.code === 'disk_read_only') return words.readOnly;
  if (error.code === 'disk_full') return words.full;
  return words.failed;
}
