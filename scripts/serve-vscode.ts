/** Serves a VS Code with the packaged extension on this machine until Ctrl+C. Argument: the folder to open. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { packageExtension } from '../test/vscode/package-extension.ts';
import { startServer } from '../test/vscode/server.ts';

const folder = process.argv[2] ?? process.cwd();
console.log('Packing the extension …');
await using server = await startServer({
  vsix: [packageExtension()],
  settings: { 'workbench.startupEditor': 'readme', 'editor.minimap.enabled': true },
});
const url = `http://${server.authority}/?folder=${encodeURIComponent(folder)}`;
console.log(`VS Code with Parascope: ${url}\nCtrl+C ends it.`);
openInBrowser(url);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

/** Opens the page where there is a display; else the address is printed already. */
function openInBrowser(address: string): void {
  const hasDisplay =
    process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']) !== undefined;
  if (!hasDisplay) return;
  const opener = { win32: 'explorer', darwin: 'open' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true });
  // Without an opener the person takes the address from the line above.
  child.on('error', () => undefined);
  child.unref();
}
