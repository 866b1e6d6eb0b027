import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { languageOf } from './i18n/language.ts';
import { setupLanguage } from './i18n/i18n.ts';
import { rememberedSettings } from './state/appearance.ts';
import { setupInertBehind } from './ui/inert-behind.ts';
import { setupKeptFocus } from './ui/kept-focus.ts';

// The page's policy forbids code made from text, which the schema library would try for speed.
z.config({ jitless: true });

setupLanguage(languageOf(rememberedSettings().language));

setupInertBehind();
setupKeptFocus();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
