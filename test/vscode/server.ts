/** Starts and ends the VS Code server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { installVscodeServer } from './install.ts';

const START_TIMEOUT_MS = 120_000;

/** A workbench that shows nothing by itself: each thing on screen is there because a test did it. */
const QUIET_SETTINGS = {
  'chat.agentHost.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.enablePersistentSessions': false,
  'terminal.integrated.gpuAcceleration': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'workbench.editor.empty.hint': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.localHistory.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Variables by which a VS Code recognises that it was started inside another. */
const INHERITED = /^(VSCODE_|ELECTRON_)/;

/**
 * Runs a command in a process group that ends with it, and at the latest when standard input closes, that is, however
 * this process ends, SIGKILL included.
 */
const REAPER = '("$@"; kill -KILL 0) </dev/null & read -r line; kill -KILL 0';

export interface ServerOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Reaches the extension host's `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Packaged extensions to install first. */
  readonly vsix?: readonly string[];
  /** Settings, state and logs; a temporary folder by default. */
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  /** Whether folders must be trusted before anything in them runs; off by default. */
  readonly workspaceTrust?: boolean;
  /** Whether the address of a page may name an extension under development, as one that F5 opens does; off by default. */
  readonly developmentWindows?: boolean;
}

/** A running server; disposing of it ends its whole process group and removes its temporary folder. */
export interface VscodeServer extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly authority: string;
  readonly pid: number;
}

/** @throws when the server does not answer in time; the message ends with its log. */
export async function startServer(options: ServerOptions = {}): Promise<VscodeServer> {
  const { node, main } = installVscodeServer();
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'parascope-vscode-'));
  const userData = options.userDataDir ?? temporary;
  const extensions = options.extensionsDir ?? path.join(userData, 'extensions');
  const places = ['--server-data-dir', path.join(temporary, 'server'), '--extensions-dir', extensions];
  const env = serverEnvironment(options.env);
  mkdirSync(extensions, { recursive: true });
  writeSettings(userData, options);
  for (const file of options.vsix ?? []) await runServerCli([...places, '--install-extension', file], env);

  const port = await freePort();
  const logFile = path.join(temporary, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    'sh',
    [
      ...['-c', REAPER, 'sh', node, main, '--host', '127.0.0.1', '--port', String(port)],
      ...[
        '--without-connection-token',
        '--accept-server-license-terms',
        '--disable-telemetry',
        '--disable-experiments',
      ],
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ...(options.developmentWindows === true ? ['--enable-smoke-test-driver'] : []),
      // An extension host whose page has gone ends after these seconds (3 hours by default).
      ...['--reconnection-grace-time', '5', '--user-data-dir', userData, ...places],
    ],
    { stdio: ['pipe', log, log], env, detached: true },
  );
  closeSync(log);
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin?.end();
    await ended;
    rmSync(temporary, { recursive: true, force: true });
  };
  if (child.pid === undefined || !(await answers(port, () => child.exitCode !== null || child.signalCode !== null))) {
    const output = readFileSync(logFile, 'utf8');
    await stop();
    throw new Error(`the VS Code server did not start:\n${output}`);
  }
  return { authority: `127.0.0.1:${port}`, pid: child.pid, [Symbol.asyncDispose]: stop };
}

/** Runs one of the server's own commands (`--install-extension`, `--list-extensions` …) and gives its output. */
export async function runServerCli(args: readonly string[], env = serverEnvironment()): Promise<string> {
  const { node, main } = installVscodeServer();
  const child = spawn(node, [main, '--accept-server-license-terms', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`VS Code ${args.join(' ')} failed:\n${output}`);
  return output;
}

function serverEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.test(name)));
  // Without a gallery nothing is looked up on the network. NODE_OPTIONS of the test run are not the server's.
  return { ...own, NODE_OPTIONS: '', EXTENSIONS_GALLERY: '{"serviceUrl":""}', GIT_TERMINAL_PROMPT: '0', ...extra };
}

function writeSettings(userData: string, { settings, workspaceTrust = false }: ServerOptions): void {
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  const all = { ...QUIET_SETTINGS, 'security.workspace.trust.enabled': workspaceTrust, ...settings };
  writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify(all, null, 2));
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

/** Asks until the server answers (true), or has ended or used up its time (false). */
async function answers(port: number, hasEnded: () => boolean): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!hasEnded() && Date.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/version`).catch(() => undefined);
    if (response?.ok === true) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
