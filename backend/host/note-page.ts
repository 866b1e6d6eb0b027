const NOTES = {
  used: {
    en: 'This link was used already. Start Atelier again, and it prints a new one.',
    fr: 'Ce lien a déjà servi. Relancez Atelier : il en affichera un nouveau.',
  },
  closed: {
    en: 'This studio is open only to the link that was printed when Atelier started.',
    fr: 'Ce studio ne s’ouvre que par le lien affiché au démarrage d’Atelier.',
  },
} as const;

/** The page for a visitor without a session: no script, no style of its own, both languages. */
export function notePage(note: keyof typeof NOTES): string {
  const { en, fr } = NOTES[note];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Atelier</title><meta name="color-scheme" content="dark light"><h1>Atelier</h1><p>${en}</p><p lang="fr">${fr}</p></html>`;
}
