/** Which of the editor's four kinds of theme the page has. The editor sets the classes; on a plain page we do. */

const KINDS = ['vscode-light', 'vscode-dark', 'vscode-high-contrast', 'vscode-high-contrast-light'] as const;

const QUERIES = [
  '(prefers-color-scheme: dark)',
  '(forced-colors: active)',
  '(prefers-reduced-motion: reduce)',
] as const;

/** Follows the system's preferences where no editor sets the theme. */
function followSystem(): void {
  const [dark, forced, calm] = QUERIES.map((query) => matchMedia(query));
  const apply = (): void => {
    const { classList } = document.body;
    classList.remove(...KINDS);
    if (forced?.matches) classList.add(dark?.matches ? 'vscode-high-contrast' : 'vscode-high-contrast-light');
    else classList.add(dark?.matches ? 'vscode-dark' : 'vscode-light');
    classList.toggle('vscode-reduce-motion', calm?.matches ?? false);
  };
  apply();
  for (const query of [dark, forced, calm]) query?.addEventListener('change', apply);
}

/** Calls back when colours may have changed. Both classes and variables of a theme arrive as attributes. */
export function watchTheme(onChange: () => void): void {
  if (!KINDS.some((kind) => document.body.classList.contains(kind))) followSystem();
  const observer = new MutationObserver(onChange);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
}

export function prefersReducedMotion(): boolean {
  return document.body.classList.contains('vscode-reduce-motion');
}
