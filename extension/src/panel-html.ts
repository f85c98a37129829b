/** The page of the panel. Everything in it comes from us: no inline code, nothing of the trace. Pure. */

export interface PanelAssets {
  /** URIs as the webview may load them. */
  readonly script: string;
  readonly style: string;
  /** Source expression for the content security policy. */
  readonly cspSource: string;
  /** The editor's language, for `lang`. */
  readonly language: string;
  readonly title: string;
}

export function panelHtml({ script, style, cspSource, language, title }: PanelAssets): string {
  const policy = [
    `default-src 'none'`,
    `script-src ${cspSource}`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<main id="panel"></main>
<script src="${escapeHtml(script)}"></script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
