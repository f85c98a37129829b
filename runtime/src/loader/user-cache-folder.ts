import path from 'node:path';

/** Where programs of this user keep what they can make again. Not created. */
export function userCacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return LOCALAPPDATA ?? path.join(homeFolder(), 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(homeFolder(), 'Library', 'Caches');
  return XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME)
    ? XDG_CACHE_HOME
    : path.join(homeFolder(), '.cache');
}

/** Not imported: a worker's start would load it. */
function homeFolder(): string {
  return process.getBuiltinModule('node:os').homedir();
}
