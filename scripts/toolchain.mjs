// Brings a clone to the state in which everything else runs: dependencies as locked, the pinned Node of the `node`
// package, a build that is not older than its sources. Plain JavaScript without dependencies: it runs first, on any Node >= 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const installedStamp = path.join(root, 'node_modules/.parascope-installed');

/** The Node that the lockfile pins. */
export const pinnedNode = path.join(root, 'node_modules/node/bin', windows ? 'node.exe' : 'node');

/** Runs a command in the clone with its output shown; ends this process with its exit code if it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw new Error(`cannot start ${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** `npm ci` when node_modules is not what the lockfile says. Says what it does. */
export function install() {
  const wanted = lockHash();
  if (existsSync(pinnedNode) && existsSync(installedStamp) && readFileSync(installedStamp, 'utf8') === wanted) return;
  console.log('Installing the dependencies (npm ci, about half a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: windows });
  writeFileSync(installedStamp, wanted);
}

/** Builds what is stale. */
export function build() {
  run(pinnedNode, [path.join(root, 'scripts/build.mjs'), '--if-stale']);
}

/** Folder for what tests download and keep between runs, outside the work tree. */
export function cacheDir() {
  const base = windows
    ? (process.env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData/Local'))
    : process.platform === 'darwin'
      ? path.join(os.homedir(), 'Library/Caches')
      : (process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'));
  const dir = path.join(base, 'parascope-dev');
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** Path of a Node of that exact version, installed from its npm platform package on first use. */
export function nodeVersion(version) {
  const platform = windows ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const prefix = path.join(cacheDir(), `node-${version}`);
  const binary = path.join(prefix, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    console.log(`Installing Node ${version} for the tests …`);
    mkdirSync(prefix, { recursive: true });
    run(
      'npm',
      ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`],
      { shell: windows },
    );
  }
  return binary;
}
