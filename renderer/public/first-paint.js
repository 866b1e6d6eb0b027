// The last known look, so that the first paint is already right. state/appearance.ts writes it.
try {
  const look = JSON.parse(localStorage.getItem('atelier.appearance') ?? '{}');
  const root = document.documentElement;
  const prefersLight = matchMedia('(prefers-color-scheme: light)').matches;
  const light = look.theme === 'light' || (look.theme === 'system' && prefersLight);
  root.dataset.theme = light ? 'light' : 'dark';
  if (look.textSize >= 90 && look.textSize <= 150) root.style.fontSize = `${look.textSize}%`;
  if (look.lang === 'fr' || look.lang === 'en') root.lang = look.lang;
} catch {
  // Storage may be closed to the page: the defaults of the stylesheet stand.
}
